import sharp from "sharp";
import { configureSharp } from "../data/image.ts";
import { type Example, encodeExample } from "../data/tf-example.ts";
import { createRng } from "../rng.ts";
import { renderThirdPerson } from "./render.ts";
import { type Step, simulate } from "./simulate.ts";
import { drawScene, type Scene } from "./world.ts";
import { renderWrist } from "./wrist.ts";

export type EpisodeOptions = { size: number; wrist: boolean; homeShare: number };

/** Episode `index` of a split: scene, expert and pictures as one serialised Example; the same arguments, the same bytes. */
export async function sampleEpisode(
  { seed, split, index }: { seed: number; split: string; index: number },
  { size, wrist, homeShare }: EpisodeOptions,
): Promise<{ record: Uint8Array; frames: number }> {
  const rng = createRng(seed).fork(`sample/${split}/${index}`);
  const scene = drawScene(rng, { homeShare });
  const steps = simulate(scene, rng);
  const last = steps.length - 1;
  const example: Example = new Map();
  const floats = (key: string, values: number[]) =>
    example.set(key, { kind: "float", values: Float32Array.from(values) });
  const ints = (key: string, values: number[]) =>
    example.set(key, { kind: "int64", values: BigInt64Array.from(values, BigInt) });
  const texts = (key: string, values: string[]) =>
    example.set(key, { kind: "bytes", values: values.map((s) => Buffer.from(s)) });

  const images = await Promise.all(steps.map((step) => encode(renderThirdPerson(scene, step, size), size)));
  example.set("steps/observation/image", { kind: "bytes", values: images });
  if (wrist) {
    const values = await Promise.all(steps.map((step) => encode(renderWrist(scene, step, size), size)));
    example.set("steps/observation/wrist_image", { kind: "bytes", values });
  }
  floats("steps/observation/state", steps.flatMap(stateOf));
  floats(
    "steps/action",
    steps.flatMap(({ action }) => action),
  );
  texts(
    "steps/language_instruction",
    steps.map(() => scene.instruction),
  );
  ints(
    "steps/is_first",
    steps.map((_, t) => Number(t === 0)),
  );
  ints(
    "steps/is_last",
    steps.map((_, t) => Number(t === last)),
  );
  ints(
    "steps/is_terminal",
    steps.map((_, t) => Number(t === last)),
  );
  floats(
    "steps/reward",
    steps.map((_, t) => Number(t === last)),
  );
  floats(
    "steps/discount",
    steps.map(() => 1),
  );
  ints(
    "steps/phase",
    steps.map(({ phase }) => phase),
  );
  describe(scene, texts);
  ints("episode_metadata/seed", [seed]);
  return { record: encodeExample(example), frames: steps.length };
}

/** `materials` lists what stands on the table, comma-separated: the words that a swapped instruction may use. */
function describe({ target, containers }: Scene, texts: (key: string, values: string[]) => void): void {
  texts("episode_metadata/target", [target.material.name]);
  texts("episode_metadata/materials", [containers.map(({ material }) => material.name).join(",")]);
}

function stateOf({ pose, gripper }: Step): number[] {
  return [...pose, gripper];
}

function encode(pixels: Uint8Array, size: number): Promise<Buffer> {
  configureSharp();
  const raw = { width: size, height: size, channels: 3 } as const;
  return sharp(pixels, { raw }).jpeg({ quality: 90, chromaSubsampling: "4:4:4", mozjpeg: false }).toBuffer();
}

import { encodeExample, type Feature } from "../data/tf-example.ts";
import { createRng } from "../rng.ts";
import { encodeJpeg } from "./jpeg.ts";
import { renderThirdPerson } from "./render.ts";
import { simulate } from "./simulate.ts";
import { drawScene, type WorldOptions } from "./world.ts";
import { renderWrist } from "./wrist.ts";

export type EpisodeOptions = { size: number; wrist: boolean } & WorldOptions;

/** Episode `index` of a split: scene, expert and pictures as one serialised Example; the same arguments, the same bytes. */
export function sampleEpisode(
  { seed, split, index }: { seed: number; split: string; index: number },
  { size, wrist, ...world }: EpisodeOptions,
): { record: Uint8Array; frames: number } {
  const rng = createRng(seed).fork(`sample/${split}/${index}`);
  const scene = drawScene(rng, world);
  const steps = simulate(scene, rng);
  const pictures = (render: typeof renderThirdPerson) =>
    bytes(render(scene, steps, size).map((picture) => encodeJpeg(picture, size)));
  const times = steps.map((_, t) => t);
  const isLast = times.map((t) => Number(t === steps.length - 1));
  const features: [key: string, feature: Feature][] = [
    ["steps/observation/image", pictures(renderThirdPerson)],
    ["steps/observation/state", floats(steps.flatMap(({ pose, gripper }) => [...pose, gripper]))],
    ["steps/action", floats(steps.flatMap(({ action }) => action))],
    ["steps/language_instruction", texts(steps.map(() => scene.instruction))],
    ["steps/is_first", ints(times.map((t) => Number(t === 0)))],
    ["steps/is_last", ints(isLast)],
    ["steps/is_terminal", ints(isLast)],
    ["steps/reward", floats(isLast)],
    ["steps/discount", floats(times.map(() => 1))],
    ["steps/phase", ints(steps.map(({ phase }) => phase))],
    ["episode_metadata/target", texts([scene.target.material.name])],
    // What stands on the table, comma-separated: the words that a swapped instruction may use.
    ["episode_metadata/materials", texts([scene.containers.map(({ material }) => material.name).join(",")])],
    ["episode_metadata/seed", ints([seed])],
  ];
  if (wrist) features.push(["steps/observation/wrist_image", pictures(renderWrist)]);
  return { record: encodeExample(new Map(features)), frames: steps.length };
}

function bytes(values: Uint8Array[]): Feature {
  return { kind: "bytes", values };
}

function texts(values: string[]): Feature {
  return bytes(values.map((text) => Buffer.from(text)));
}

function floats(values: number[]): Feature {
  return { kind: "float", values: Float32Array.from(values) };
}

function ints(values: number[]): Feature {
  return { kind: "int64", values: BigInt64Array.from(values, BigInt) };
}

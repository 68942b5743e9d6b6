import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { encodeExample, type Feature } from "#trainer/data/tf-example.ts";
import { frameRecord } from "#trainer/data/tfrecord.ts";

export type CameraDataset = { cameras: string[]; actionDim: number; stateDim: number; frames?: number };

/** An RLDS data set "rig" of one episode with these cameras, in this order in features.json; camera i is grey 40·(i+1). */
export async function writeCameraDataset(options: CameraDataset): Promise<{ rootDir: string; datasetName: string }> {
  const { cameras, actionDim, stateDim, frames = 30 } = options;
  const rootDir = await mkdtemp(join(tmpdir(), "vela-cameras-"));
  const dir = join(rootDir, "rig", "1.0.0");
  await mkdir(dir, { recursive: true });
  const shape = (...dimensions: number[]) => ({ dimensions: dimensions.map(String) });
  const tensor = (size: number) => ({
    pythonClassName: "Tensor",
    tensor: { shape: shape(size), dtype: "float32", encoding: "none" },
  });
  const image = { pythonClassName: "Image", image: { shape: shape(8, 8, 3), dtype: "uint8", encodingFormat: "png" } };
  const dict = (features: Record<string, unknown>) => ({ pythonClassName: "FeaturesDict", featuresDict: { features } });
  const observation = dict({ ...Object.fromEntries(cameras.map((name) => [name, image])), state: tensor(stateDim) });
  const step = dict({
    observation,
    action: tensor(actionDim),
    language_instruction: { pythonClassName: "Text", text: {} },
  });
  const described = dict({ steps: { pythonClassName: "Dataset", sequence: { feature: step, length: "-1" } } });
  await writeFile(join(dir, "features.json"), JSON.stringify(described));

  const counted = (width: number): Feature => {
    const values = Float32Array.from({ length: frames * width }, (_, i) => Math.sin(i));
    return { kind: "float", values };
  };
  const pictures = await Promise.all(
    cameras.map(async (name, i) => {
      const grey = new Uint8Array(192).fill(40 * (i + 1));
      const png = await sharp(grey, { raw: { width: 8, height: 8, channels: 3 } })
        .png()
        .toBuffer();
      const values = Array.from({ length: frames }, () => png);
      return [`steps/observation/${name}`, { kind: "bytes", values }] as [string, Feature];
    }),
  );
  const record = encodeExample(
    new Map<string, Feature>([
      ...pictures,
      ["steps/observation/state", counted(stateDim)],
      ["steps/action", counted(actionDim)],
      [
        "steps/language_instruction",
        { kind: "bytes", values: Array.from({ length: frames }, () => Buffer.from("go")) },
      ],
    ]),
  );
  await writeFile(join(dir, "rig-train.tfrecord-00000-of-00001"), Buffer.from(frameRecord(record)));
  return { rootDir, datasetName: "rig" };
}

import { join } from "node:path";
import { expect, test } from "vitest";
import { platformConstants } from "#trainer/contract/config/data.ts";
import { trainBatches } from "#trainer/data/batches.ts";
import { cameraKeys } from "#trainer/data/cameras.ts";
import { openDataset } from "#trainer/data/dataset.ts";
import type { FeatureSpec } from "#trainer/data/features.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { towerPixels } from "#trainer/data/pixel-values.ts";
import type { TowerSet } from "#trainer/models/towers.ts";
import { writeCameraDataset } from "./camera-dataset.ts";

const images = (names: string[], channels = 3): FeatureSpec[] =>
  names.map((name) => ({
    path: `steps/observation/${name}`,
    inSteps: true,
    kind: "image",
    shape: [8, 8, channels],
    dtype: "uint8",
    encoding: "png",
  }));
const observed = (names: (string | null)[]) => names.map((name) => name && `observation/${name}`);

const platforms = [
  { kind: "libero", order: ["image", "wrist_image"] },
  { kind: "aloha", order: ["image", "left_wrist_image", "right_wrist_image", "low_cam_image"] },
  { kind: "bridge", order: ["image_0", null, "image_1", "image_2"] },
] as const;

test.each(platforms)("$kind: the cameras come in the platform's order, as many as asked for", ({ kind, order }) => {
  const features = images(order.filter((name) => name !== null).toSorted());
  for (let numImages = 1; numImages <= order.length; numImages++) {
    expect(cameraKeys(kind, { features, numImages })).toEqual(observed(order.slice(0, numImages)));
  }
});

test("custom: the primary camera, then the wrists, then the others, as features.json orders them; depth is left out", () => {
  const keys = (names: string[], numImages: number) =>
    cameraKeys("custom", { features: [...images(["depth"], 1), ...images(names)], numImages });
  expect(keys(["side", "wrist_b", "image", "wrist_a"], 4)).toEqual(observed(["image", "wrist_b", "wrist_a", "side"]));
  expect(keys(["image", "wrist_image"], 2)).toEqual(observed(["image", "wrist_image"]));
  expect(keys(["front", "top", "wrist"], 3)).toEqual(observed(["front", "wrist", "top"]));
  expect(keys(["hand_wrist"], 1)).toEqual(observed(["hand_wrist"]));
});

test("fewer cameras than asked for are refused in a sentence that lists those there are", () => {
  expect(() => cameraKeys("custom", { features: images(["image", "wrist"]), numImages: 3 })).toThrow(
    "the data set has 2 cameras, 3 images were asked for; there are observation/image, observation/wrist",
  );
  expect(() => cameraKeys("custom", { features: [], numImages: 1 })).toThrow("the data set has 0 cameras");
  expect(() => cameraKeys("libero", { features: images(["image", "wrist_image"]), numImages: 3 })).toThrow(
    "platform libero has 2 cameras, 3 images were asked for",
  );
  expect(() => cameraKeys("aloha", { features: images(["image", "left_wrist_image"]), numImages: 3 })).toThrow(
    'platform aloha expects the image "observation/right_wrist_image"; the data set has observation/image, observation/left_wrist_image',
  );
});

test.each([1, 2, 3, 4])(
  "batches hold %i pictures a sample, in order; a missing camera stays black",
  async (numImages) => {
    const cameras = ["image_0", "image_1", "image_2"];
    const dataset = await open({ cameras, kind: "bridge", numImages });
    // Grey levels of image_0, the missing wrist, image_1 and image_2.
    const greys = [40, 0, 80, 120].slice(0, numImages);
    const plain = await firstBatch(dataset, false);
    expect(plain.pixelValues.length).toBe(2 * numImages * 6 * 64);
    const channel = (pixels: Float32Array, picture: number, c: number) => pixels[(picture * 6 + c) * 64]!;
    for (const [i, grey] of greys.entries()) {
      expect(channel(plain.pixelValues, i, 0)).toBeCloseTo((grey / 255 - 0.485) / 0.229, 5);
      expect(channel(plain.pixelValues, i, 3)).toBeCloseTo((grey / 255 - 0.5) / 0.5, 5);
    }
    const augmented = await firstBatch(dataset, true);
    for (const [i, grey] of greys.entries()) {
      if (grey === 0) expect(channel(augmented.pixelValues, i, 3)).toBe(-1);
      else expect(channel(augmented.pixelValues, i, 3)).not.toBe(channel(plain.pixelValues, i, 3));
    }
  },
);

test.each([
  { towers: "siglip", mean: 0.5, std: 0.5 },
  { towers: "dino", mean: 0.485, std: 0.229 },
] as const)("the tower $towers alone gets three channels in its own normalisation", async ({ towers, mean, std }) => {
  const dataset = await open({ cameras: ["image", "side"], kind: "custom", numImages: 2, towers });
  const { pixelValues } = await firstBatch(dataset, false);
  expect(pixelValues.length).toBe(2 * 2 * 3 * 64);
  expect(pixelValues[0]).toBeCloseTo((40 / 255 - mean) / std, 5);
  expect(pixelValues[3 * 64]).toBeCloseTo((80 / 255 - mean) / std, 5);
});

type Opening = {
  cameras: string[];
  kind: "bridge" | "custom";
  numImages: number;
  towers?: TowerSet;
};

async function open({ cameras, kind, numImages, towers = "dinosiglip" }: Opening) {
  const platform = kind === "custom" ? { ...CUSTOM, kind } : platformConstants({ kind });
  const { rootDir, datasetName } = await writeCameraDataset({ cameras, actionDim: 7, stateDim: 7 });
  return openDataset({
    rootDir,
    datasetName,
    platform,
    imageSize: 8,
    numImages,
    pixels: towerPixels(towers),
    chunkEnd: "drop",
    valFraction: 0,
    cacheDir: join(rootDir, "cache"),
  });
}

const CUSTOM = { chunk: 4, actionDim: 7, proprioDim: 7, normalization: "BOUNDS" } as const;

async function firstBatch(dataset: Awaited<ReturnType<typeof open>>, imageAug: boolean) {
  const tokenizer = mergeTokenizer(dataset.vocabulary);
  const batches = trainBatches(dataset, { tokenizer, batchSize: 2, seed: 0, shuffleBufferSize: 8, imageAug });
  const { value } = await batches.next();
  await batches.return();
  return value!;
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  addBrightness,
  augmentImage,
  centerCrop,
  cropAndResize,
  drawAugmentation,
  scaleContrast,
  scaleSaturation,
  shiftHue,
  toBytes,
  toUnit,
} from "#trainer/data/augment.ts";
import { decodeImage } from "#trainer/data/image.ts";
import { createRng } from "#trainer/rng.ts";
import { goldenNumbers, largestError } from "./golden-numbers.ts";

const SIZE = 24;
const inputs = await goldenNumbers("image_aug", "inputs");
const outputs = await goldenNumbers("image_aug", "outputs");
const params = await goldenParams();

describe.each([0, 1, 2])("picture %i", (i) => {
  const resized = Uint8Array.from(outputs(`resized_${i}`).numbers);
  const { u, brightness, contrast, saturation, hue } = params[i]!;

  test("every operation gives the specified numbers", () => {
    const x = cropAndResize(toUnit(resized), SIZE, u, u);
    const check = (name: string) => {
      expect(largestError(x, outputs(`after_${name}_${i}`).numbers), name).toBeLessThanOrEqual(1e-4);
    };
    check("crop");
    addBrightness(x, brightness);
    check("brightness");
    scaleContrast(x, contrast);
    check("contrast");
    scaleSaturation(x, saturation);
    check("saturation");
    shiftHue(x, hue);
    check("hue");
    expect(largestError(toBytes(x), outputs(`augmented_${i}`).numbers)).toBeLessThanOrEqual(1);
  });

  test("the evaluation crop is the centred one", () => {
    const found = centerCrop(resized, SIZE);
    expect(largestError(found, outputs(`eval_center_crop_${i}`).numbers)).toBeLessThanOrEqual(1);
  });

  test("the decoder's Lanczos-3 resize is the specified one within one grey level", async () => {
    const { shape, numbers } = inputs(`raw_${i}`);
    const raw = { width: shape[1]!, height: shape[0]!, channels: 3 } as const;
    const png = await sharp(Uint8Array.from(numbers), { raw }).png().toBuffer();
    expect(largestError(await decodeImage(png, SIZE), resized)).toBeLessThanOrEqual(1);
  });
});

test("the same seed draws the same augmentation, with independent offsets", () => {
  const image = Uint8Array.from(outputs("resized_0").numbers);
  const drawn = drawAugmentation(createRng("a seed"));
  expect(drawn).toEqual(drawAugmentation(createRng("a seed")));
  expect(drawn.dx).not.toBe(drawn.dy);
  expect(augmentImage(image, SIZE, drawn)).toEqual(augmentImage(image, SIZE, drawn));
  expect(augmentImage(image, SIZE, drawn)).not.toEqual(image);
});

async function goldenParams() {
  const root = process.env.VELA_GOLDEN ?? join(import.meta.dirname, "..", "..", "golden");
  const Manifest = z.object({ config: z.object({ params: z.array(z.record(z.string(), z.number())) }) });
  const { config } = Manifest.parse(JSON.parse(await readFile(join(root, "image_aug", "manifest.json"), "utf8")));
  return config.params.map(({ u = 0, brightness = 0, contrast = 0, saturation = 0, hue = 0 }) => ({
    u,
    brightness,
    contrast,
    saturation,
    hue,
  }));
}

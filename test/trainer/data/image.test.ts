import sharp from "sharp";
import { expect, test } from "vitest";
import { decodeImage } from "#trainer/data/image.ts";
import { writePixelValues } from "#trainer/data/pixel-values.ts";
import { goldenNumbers, largestError } from "./golden-numbers.ts";

test("six channels as the original's processor: ImageNet first, then 0.5", async () => {
  const inputs = await goldenNumbers("image_processor", "inputs");
  const outputs = await goldenNumbers("image_processor", "outputs");
  const image = Uint8Array.from(inputs("image_0").numbers);
  const found = new Float32Array(6 * 28 * 28);
  writePixelValues(image, found);
  expect(largestError(found, outputs("resize-naive.image_0").numbers)).toBeLessThanOrEqual(1e-6);
});

test("PNG of the right size decodes exactly, grey and transparent pictures become RGB", async () => {
  const pixels = Uint8Array.from({ length: 48 }, (_, i) => i * 5);
  const png = await sharp(pixels, { raw: { width: 4, height: 4, channels: 3 } })
    .png()
    .toBuffer();
  expect(await decodeImage(png, 4)).toEqual(pixels);
  const grey = await sharp(
    Uint8Array.from({ length: 16 }, () => 77),
    { raw: { width: 4, height: 4, channels: 1 } },
  )
    .toColourspace("b-w")
    .png()
    .toBuffer();
  expect(await decodeImage(grey, 4)).toEqual(new Uint8Array(48).fill(77));
  const clear = await sharp(png).ensureAlpha().png().toBuffer();
  expect(await decodeImage(clear, 4)).toEqual(pixels);
});

test("an empty string is a black picture, and what is no picture is refused in a sentence", async () => {
  expect(await decodeImage(new Uint8Array(), 2)).toEqual(new Uint8Array(12));
  await expect(decodeImage(Buffer.from("no picture"), 2)).rejects.toThrow("an image of 10 bytes cannot be decoded");
});

import sharp from "sharp";
import { expect, test } from "vitest";
import { decodeImage, decodeImages } from "#trainer/data/image.ts";
import { imageSize } from "#trainer/data/image-size.ts";
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

test("a batch decodes to what its pictures decode to one by one: kinds, sizes, grey, padding", async () => {
  const picture = (size: number, value: number) => {
    const pixels = Uint8Array.from({ length: size * size * 3 }, (_, i) => (i * value) % 256);
    return sharp(pixels, { raw: { width: size, height: size, channels: 3 } });
  };
  const encoded = [
    await picture(16, 3).jpeg().toBuffer(),
    await picture(16, 5).png().toBuffer(),
    await picture(16, 7).toColourspace("b-w").png().toBuffer(),
    new Uint8Array(),
    await picture(20, 9).jpeg({ progressive: true }).toBuffer(),
    await picture(16, 11).jpeg({ progressive: true }).toBuffer(),
  ];
  expect(encoded.map((bytes) => imageSize(bytes)?.width ?? null)).toEqual([16, 16, 16, null, 20, 16]);
  const alone = await Promise.all(encoded.map((bytes) => decodeImage(bytes, 16)));
  expect(await decodeImages(encoded, 16)).toEqual(alone);
});

test("a damaged picture among sound ones is the one that is named", async () => {
  const sound = await sharp(new Uint8Array(768), { raw: { width: 16, height: 16, channels: 3 } })
    .png()
    .toBuffer();
  const damaged = sound.subarray(0, 40);
  await expect(decodeImages([sound, damaged, sound], 16)).rejects.toThrow("an image of 40 bytes cannot be decoded");
});

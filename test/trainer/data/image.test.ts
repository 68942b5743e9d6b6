import sharp from "sharp";
import { expect, test } from "vitest";
import { decodeImage, decodeImages } from "#trainer/data/image.ts";
import { imageSize } from "#trainer/data/image-size.ts";

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

test("a PNG of 16 bits keeps the upper eight, colour, grey and transparent; palettes and grey with alpha are read", async () => {
  const wide = Uint16Array.from({ length: 48 }, (_, i) => i * 1300);
  const upper = Uint8Array.from(wide, (value) => value >> 8);
  expect(await decodeImage(await sixteenBit(4), 4)).toEqual(upper);
  const clear = await sharp(await sixteenBit(4))
    .ensureAlpha(0.5)
    .toColourspace("rgb16")
    .png()
    .toBuffer();
  expect(await decodeImage(clear, 4)).toEqual(upper);
  const grey = await sharp(wide.slice(0, 16), { raw: { width: 4, height: 4, channels: 1 } })
    .toColourspace("grey16")
    .png()
    .toBuffer();
  const greys = Uint8Array.from({ length: 48 }, (_, i) => upper[Math.floor(i / 3)]!);
  expect(await decodeImage(grey, 4)).toEqual(greys);
  const withAlpha = Uint8Array.from({ length: 32 }, (_, i) => (i % 2 ? 100 : upper[i / 2]!));
  const greyAlpha = await sharp(withAlpha, { raw: { width: 4, height: 4, channels: 2 } })
    .toColourspace("b-w")
    .png()
    .toBuffer();
  expect(await decodeImage(greyAlpha, 4)).toEqual(greys);
  const palette = await sharp(upper, { raw: { width: 4, height: 4, channels: 3 } })
    .png({ palette: true, quality: 100 })
    .toBuffer();
  expect(await decodeImage(palette, 4)).toEqual(upper);
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
    await sixteenBit(16),
    await picture(20, 13).png().toBuffer(),
  ];
  const found = encoded.map(imageSize);
  expect(found.map((header) => header?.width ?? null)).toEqual([16, 16, 16, null, 20, 16, 16, 20]);
  expect(found.map((header) => header?.bits ?? null)).toEqual([8, 8, 8, null, 8, 8, 16, 8]);
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

/** A ramp, i·1300 in the i-th number. */
function sixteenBit(size: number): Promise<Buffer> {
  const wide = Uint16Array.from({ length: size * size * 3 }, (_, i) => i * 1300);
  return sharp(wide, { raw: { width: size, height: size, channels: 3 } })
    .toColourspace("rgb16")
    .png()
    .toBuffer();
}

import sharp from "sharp";
import { expect, test } from "vitest";
import { createRng } from "#trainer/rng.ts";
import { encodeJpeg } from "#trainer/sample/jpeg.ts";

const rng = createRng(0);

test("another decoder reads back a smooth picture almost exactly, without chroma subsampling", async () => {
  const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => 60 + ((i / 3) % 64) + 2 * (i % 3));
  const jpeg = encodeJpeg(pixels, 64);
  expect(await sharp(jpeg).metadata()).toMatchObject({ width: 64, height: 64, chromaSubsampling: "4:4:4" });
  expect(await worstError(jpeg, pixels)).toBeLessThanOrEqual(6);
});

test.each([8, 64, 128])(
  "noise, the hardest picture, costs no more accuracy than another encoder's, %i px",
  async (size) => {
    const pixels = Uint8Array.from({ length: size * size * 3 }, () => rng.int(256));
    const raw = { width: size, height: size, channels: 3 } as const;
    const reference = await sharp(pixels, { raw }).jpeg({ quality: 90, chromaSubsampling: "4:4:4" }).toBuffer();
    const [ours, theirs] = [await meanError(encodeJpeg(pixels, size), pixels), await meanError(reference, pixels)];
    expect(ours).toBeLessThanOrEqual(theirs * 1.02);
  },
);

test("a size that is no multiple of 8 is refused", () => {
  expect(() => encodeJpeg(new Uint8Array(300), 10)).toThrow("a picture of 10² should be a multiple of 8 wide");
});

async function differences(jpeg: Buffer, pixels: Uint8Array): Promise<number[]> {
  const decoded = await sharp(jpeg).raw().toBuffer();
  return Array.from(decoded, (value, i) => Math.abs(value - pixels[i]!));
}

async function worstError(jpeg: Buffer, pixels: Uint8Array): Promise<number> {
  return Math.max(...(await differences(jpeg, pixels)));
}

async function meanError(jpeg: Buffer, pixels: Uint8Array): Promise<number> {
  const all = await differences(jpeg, pixels);
  return all.reduce((sum, value) => sum + value, 0) / all.length;
}

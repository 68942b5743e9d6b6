import { TOWER_PIXELS } from "../models/tower-pixels.ts";
import { type TowerSet, towerKinds } from "../models/towers.ts";

type Colour = readonly [number, number, number];

/** Mean and deviation of red, green and blue, in [0, 1], for each vision tower in the order of the channels. */
export type PixelNormalization = readonly { readonly mean: Colour; readonly std: Colour }[];

/** The normalised value of every byte, one table for each channel of a picture. */
export type PixelTables = readonly Float32Array[];

/** How a set of towers that did not come with its own wants its pixels. */
export function towerPixels(towers: TowerSet): PixelNormalization {
  return towerKinds(towers).map((kind) => TOWER_PIXELS[kind]);
}

/** A byte has 256 values: the float32 arithmetic of the original is done once for each. */
export function pixelTables(normalization = towerPixels("dinosiglip")): PixelTables {
  return normalization.flatMap(({ mean, std }) => mean.map((value, channel) => table(value, std[channel]!)));
}

/**
 * The normalised channels of one image, three for each tower: u8[H,W,3] → f32[C,H,W] written to `out` at `offset`.
 * Without tables channels 0–2 are for the DINOv2 tower, 3–5 for SigLIP.
 */
export function writePixelValues(image: Uint8Array, out: Float32Array, offset = 0, tables = FUSED): void {
  const pixels = image.length / 3;
  for (const [channel, values] of tables.entries()) {
    const start = offset + channel * pixels;
    for (let i = 0, from = channel % 3; i < pixels; i++, from += 3) out[start + i] = values[image[from]!]!;
  }
}

/** The normalised channels of black pictures, in the shape of `like`: f32[B,C·n,H,W] of `count` samples. */
export function blankPixels(like: Float32Array, count: number, imageSize: number, tables = FUSED): Float32Array {
  const size = tables.length * imageSize * imageSize;
  const pictures = like.length / size;
  if (!Number.isInteger(pictures / count))
    throw new RangeError(`${like.length} values are no pictures of ${imageSize} × ${imageSize} for ${count} samples`);
  const black = new Uint8Array(3 * imageSize * imageSize);
  const out = new Float32Array(like.length);
  for (let i = 0; i < pictures; i++) writePixelValues(black, out, i * size, tables);
  return out;
}

const FUSED: PixelTables = pixelTables();

function table(mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => {
    const unit = Math.fround(Math.fround(byte) / Math.fround(255));
    return Math.fround(Math.fround(unit - Math.fround(mean)) / Math.fround(std));
  });
}

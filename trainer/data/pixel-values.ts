/**
 * The six normalised channels of one image: u8[H,W,3] → f32[6,H,W] written to `out` at `offset`.
 * Channels 0–2 for the DINOv2 tower (ImageNet mean and std), 3–5 for SigLIP (0.5, 0.5).
 */
export function writePixelValues(image: Uint8Array, out: Float32Array, offset = 0): void {
  const pixels = image.length / 3;
  for (let channel = 0; channel < 6; channel++) {
    const table = TABLES[channel]!;
    const start = offset + channel * pixels;
    for (let i = 0, from = channel % 3; i < pixels; i++, from += 3) out[start + i] = table[image[from]!]!;
  }
}

/** The normalised channels of black pictures, in the shape of `like`: f32[B,6n,H,W] of `count` samples. */
export function blankPixels(like: Float32Array, count: number, imageSize: number): Float32Array {
  const pictures = like.length / (6 * imageSize * imageSize);
  if (!Number.isInteger(pictures / count))
    throw new RangeError(`${like.length} values are no pictures of ${imageSize} × ${imageSize} for ${count} samples`);
  const black = new Uint8Array(3 * imageSize * imageSize);
  const out = new Float32Array(like.length);
  for (let i = 0; i < pictures; i++) writePixelValues(black, out, i * 6 * imageSize * imageSize);
  return out;
}

const MEAN = [0.485, 0.456, 0.406, 0.5, 0.5, 0.5];
const STD = [0.229, 0.224, 0.225, 0.5, 0.5, 0.5];

// A byte has 256 values: the float32 arithmetic of the original is done once for each.
const TABLES = MEAN.map((mean, channel) =>
  Float32Array.from({ length: 256 }, (_, byte) => {
    const unit = Math.fround(Math.fround(byte) / Math.fround(255));
    return Math.fround(Math.fround(unit - Math.fround(mean)) / Math.fround(STD[channel]!));
  }),
);

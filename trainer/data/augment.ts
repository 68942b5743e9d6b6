import type { Rng } from "../rng.ts";

/** What was drawn for one image. `dx`, `dy` place the crop in [0, 1) of its free range. */
export type Augmentation = {
  dx: number;
  dy: number;
  brightness: number;
  contrast: number;
  saturation: number;
  hue: number;
};

/** Draw an augmentation (origin §2.10), with independent horizontal and vertical crop offsets. */
export function drawAugmentation(rng: Rng): Augmentation {
  return {
    dx: rng.uniform(),
    dy: rng.uniform(),
    brightness: between(rng, -0.2, 0.2),
    contrast: between(rng, 0.8, 1.2),
    saturation: between(rng, 0.8, 1.2),
    hue: between(rng, -0.05, 0.05),
  };
}

/** Crop of 90 % area, brightness, contrast, saturation, hue; u8[size,size,3] → a new u8[size,size,3]. */
export function augmentImage(image: Uint8Array, size: number, drawn: Augmentation): Uint8Array {
  const x = cropAndResize(toUnit(image), size, drawn.dx, drawn.dy);
  addBrightness(x, drawn.brightness);
  scaleContrast(x, drawn.contrast);
  scaleSaturation(x, drawn.saturation);
  shiftHue(x, drawn.hue);
  return toBytes(x);
}

/** Evaluation's counterpart of the random crop: the centred 90 % of the area, scaled back. */
export function centerCrop(image: Uint8Array, size: number): Uint8Array {
  return toBytes(cropAndResize(toUnit(image), size, 0.5, 0.5));
}

export function toUnit(image: Uint8Array): Float32Array {
  const x = new Float32Array(image.length);
  for (let i = 0; i < x.length; i++) x[i] = image[i]! / 255;
  return x;
}

/** Side √0.9 of the image at offset (dx, dy) of the free range, sampled bilinearly with aligned corners. */
export function cropAndResize(x: Float32Array, size: number, dx: number, dy: number): Float32Array {
  const out = new Float32Array(x.length);
  const side = Math.sqrt(0.9);
  const [left, top] = [dx * (1 - side) * (size - 1), dy * (1 - side) * (size - 1)];
  for (let row = 0; row < size; row++) {
    const y = top + row * side;
    const y0 = Math.floor(y);
    const y1 = Math.min(Math.ceil(y), size - 1);
    const fy = y - y0;
    for (let col = 0; col < size; col++) {
      const u = left + col * side;
      const x0 = Math.floor(u);
      const x1 = Math.min(Math.ceil(u), size - 1);
      const fx = u - x0;
      for (let c = 0; c < 3; c++) {
        const upper = lerp(x[(y0 * size + x0) * 3 + c]!, x[(y0 * size + x1) * 3 + c]!, fx);
        const lower = lerp(x[(y1 * size + x0) * 3 + c]!, x[(y1 * size + x1) * 3 + c]!, fx);
        out[(row * size + col) * 3 + c] = clip(lerp(upper, lower, fy));
      }
    }
  }
  return out;
}

// The operations below change x, f32[H,W,3] in [0,1], in place and clip to [0,1].

export function addBrightness(x: Float32Array, delta: number): void {
  for (let i = 0; i < x.length; i++) x[i] = clip(x[i]! + delta);
}

/** About the mean of each channel. */
export function scaleContrast(x: Float32Array, factor: number): void {
  for (let c = 0; c < 3; c++) {
    let sum = 0;
    for (let i = c; i < x.length; i += 3) sum += x[i]!;
    const mean = sum / (x.length / 3);
    for (let i = c; i < x.length; i += 3) x[i] = clip((x[i]! - mean) * factor + mean);
  }
}

/** S ← clip(S·factor) in HSV: hue and value stay, so each channel moves along the line to the value. */
export function scaleSaturation(x: Float32Array, factor: number): void {
  for (let i = 0; i < x.length; i += 3) {
    const value = Math.max(x[i]!, x[i + 1]!, x[i + 2]!);
    const range = value - Math.min(x[i]!, x[i + 1]!, x[i + 2]!);
    if (range === 0) continue;
    const scale = Math.min((range / value) * factor, 1) / (range / value);
    for (let c = 0; c < 3; c++) x[i + c] = clip(value - (value - x[i + c]!) * scale);
  }
}

/** H ← (H + delta) mod 1 in HSV, saturation and value stay. */
export function shiftHue(x: Float32Array, delta: number): void {
  for (let i = 0; i < x.length; i += 3) {
    const [r, g, b] = [x[i]!, x[i + 1]!, x[i + 2]!];
    const value = Math.max(r, g, b);
    const range = value - Math.min(r, g, b);
    if (range === 0) continue;
    let sector = value === r ? (g - b) / range : value === g ? 2 + (b - r) / range : 4 + (r - g) / range;
    sector = modulo(sector + 6 * delta, 6);
    x[i] = clip(value - range * (1 - clip(Math.abs(sector - 3) - 1)));
    x[i + 1] = clip(value - range * (1 - clip(2 - Math.abs(sector - 2))));
    x[i + 2] = clip(value - range * (1 - clip(2 - Math.abs(sector - 4))));
  }
}

/** Saturating conversion as TensorFlow's: truncate x·255.5. */
export function toBytes(x: Float32Array): Uint8Array {
  const bytes = new Uint8Array(x.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.min(255, x[i]! * 255.5);
  return bytes;
}

function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.uniform();
}

function lerp(a: number, b: number, fraction: number): number {
  return a + (b - a) * fraction;
}

function clip(value: number): number {
  return value < 0 ? 0 : Math.min(value, 1);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

import type { Color } from "./materials.ts";

/**
 * A square picture in which geometry is given in units of a 64-pixel picture. Every shape covers a pixel by
 * clip(0.5 − d, 0, 1), d its signed distance in real pixels at the pixel's centre; only its bounding box is visited.
 */
export type Canvas = {
  /** f32[size,size,3], 0–255. */
  pixels: Float32Array;
  ellipse(shape: { u: number; v: number; ru: number; rv: number }, color: Color, alpha?: number): void;
  capsule(shape: { u0: number; v0: number; u1: number; v1: number; radius: number }, color: Color): void;
  /** Fill the rows [0, height). */
  band(height: number, color: Color): void;
  /** u8[size,size,3]. */
  bytes(): Uint8Array;
};

/** A new picture of one colour, or one that goes on from a copy of another. */
export function createCanvas(size: number, background: Color | Canvas): Canvas {
  const scale = size / 64;
  const pixels = "pixels" in background ? background.pixels.slice() : new Float32Array(size * size * 3);
  if (!("pixels" in background)) fill(size * size, background);

  function fill(count: number, [r, g, b]: Color): void {
    for (let at = 0; at < count * 3; at += 3) {
      pixels[at] = r;
      pixels[at + 1] = g;
      pixels[at + 2] = b;
    }
  }

  function blend(at: number, [r, g, b]: Color, weight: number): void {
    pixels[at] = pixels[at]! + (r - pixels[at]!) * weight;
    pixels[at + 1] = pixels[at + 1]! + (g - pixels[at + 1]!) * weight;
    pixels[at + 2] = pixels[at + 2]! + (b - pixels[at + 2]!) * weight;
  }

  /** Visit the pixels of a box (real pixels) and blend by the distance that `distance` gives at their centres. */
  function draw(box: Box, distance: (u: number, v: number) => number, color: Color, alpha: number): void {
    const [left, right] = [Math.max(0, Math.floor(box.left - 1)), Math.min(size - 1, Math.ceil(box.right + 1))];
    const [top, bottom] = [Math.max(0, Math.floor(box.top - 1)), Math.min(size - 1, Math.ceil(box.bottom + 1))];
    for (let row = top; row <= bottom; row++) {
      for (let col = left; col <= right; col++) {
        const cover = 0.5 - distance(col + 0.5, row + 0.5);
        if (cover > 0) blend((row * size + col) * 3, color, Math.min(1, cover) * alpha);
      }
    }
  }

  return {
    pixels,
    ellipse(shape, color, alpha = 1) {
      const [u, v, ru, rv] = [shape.u * scale, shape.v * scale, shape.ru * scale, shape.rv * scale];
      const smaller = Math.min(ru, rv);
      const distance = (x: number, y: number) => (Math.sqrt(((x - u) / ru) ** 2 + ((y - v) / rv) ** 2) - 1) * smaller;
      // Coverage reaches half a pixel beyond the smaller radius, stretched along the larger one.
      const [reachU, reachV] = [ru * (1 + 0.5 / smaller), rv * (1 + 0.5 / smaller)];
      draw({ left: u - reachU, right: u + reachU, top: v - reachV, bottom: v + reachV }, distance, color, alpha);
    },
    capsule(shape, color) {
      const [u0, v0, u1, v1] = [shape.u0 * scale, shape.v0 * scale, shape.u1 * scale, shape.v1 * scale];
      const radius = shape.radius * scale;
      const [du, dv] = [u1 - u0, v1 - v0];
      const lengthSquared = du * du + dv * dv;
      const distance = (x: number, y: number) => {
        const along = lengthSquared === 0 ? 0 : ((x - u0) * du + (y - v0) * dv) / lengthSquared;
        const t = Math.min(1, Math.max(0, along));
        return Math.sqrt((x - u0 - t * du) ** 2 + (y - v0 - t * dv) ** 2) - radius;
      };
      const box = {
        left: Math.min(u0, u1) - radius,
        right: Math.max(u0, u1) + radius,
        top: Math.min(v0, v1) - radius,
        bottom: Math.max(v0, v1) + radius,
      };
      draw(box, distance, color, 1);
    },
    band: (height, color) => fill(height * scale * size, color),
    bytes() {
      const bytes = new Uint8Array(pixels.length);
      for (let i = 0; i < bytes.length; i++) bytes[i] = pixels[i]! + 0.5;
      return bytes;
    },
  };
}

type Box = { left: number; right: number; top: number; bottom: number };

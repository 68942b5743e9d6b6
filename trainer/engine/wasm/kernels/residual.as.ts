// @ts-nocheck
import { madd } from "./madd.as";

/** out = x + y·scale, rows of W floats, scale [W]. */
export function scaledResidual(x: usize, y: usize, scale: usize, out: usize, rows: usize, W: usize): void {
  const bytes = W << 2, full = bytes & ~15;
  for (let i: usize = 0; i < rows; i++, x += bytes, y += bytes, out += bytes) {
    let j: usize = 0;
    for (; j < full; j += 16) v128.store(out + j, madd(v128.load(y + j), v128.load(scale + j), v128.load(x + j)));
    for (; j < bytes; j += 4) f32.store(out + j, f32.load(x + j) + f32.load(y + j) * f32.load(scale + j));
  }
}

/** Gradients of `scaledResidual` by y and by scale; dScale is a sum over rows and must start at zero. */
export function scaledResidualGrad(d: usize, y: usize, scale: usize, dy: usize, dScale: usize, rows: usize, W: usize): void {
  const bytes = W << 2, full = bytes & ~15;
  for (let i: usize = 0; i < rows; i++, d += bytes, y += bytes, dy += bytes) {
    let j: usize = 0;
    for (; j < full; j += 16) {
      const v = v128.load(d + j);
      v128.store(dy + j, f32x4.mul(v, v128.load(scale + j)));
      v128.store(dScale + j, madd(v, v128.load(y + j), v128.load(dScale + j)));
    }
    for (; j < bytes; j += 4) {
      const v = f32.load(d + j);
      f32.store(dy + j, v * f32.load(scale + j));
      f32.store(dScale + j, f32.load(dScale + j) + v * f32.load(y + j));
    }
  }
}

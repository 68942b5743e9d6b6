// @ts-nocheck
import { lanes } from "./madd.as";

/** out[0] += Σ x² */
export function addSquares(x: usize, n: usize, out: usize): void {
  f32.store(out, f32.load(out) + squares(x, n << 2, 0));
}

/** Σ x over a row of so many bytes. */
export function sumRow(x: usize, bytes: usize): f32 {
  const full = bytes & ~15;
  let v = f32x4.splat(0), j: usize = 0;
  for (; j < full; j += 16) v = f32x4.add(v, v128.load(x + j));
  let sum = lanes(v);
  for (; j < bytes; j += 4) sum += f32.load(x + j);
  return sum;
}

/** Σ (x − mean)² over a row of so many bytes. */
export function squares(x: usize, bytes: usize, mean: f32): f32 {
  const full = bytes & ~15, m = f32x4.splat(mean);
  let v = f32x4.splat(0), j: usize = 0;
  for (; j < full; j += 16) {
    const c = f32x4.sub(v128.load(x + j), m);
    v = f32x4.add(v, f32x4.mul(c, c));
  }
  let sum = lanes(v);
  for (; j < bytes; j += 4) sum += (f32.load(x + j) - mean) * (f32.load(x + j) - mean);
  return sum;
}

/** sums[W] += Σ over rows of x [rows,W]. */
export function addRows(x: usize, sums: usize, rows: usize, W: usize): void {
  const bytes = W << 2, full = bytes & ~15;
  for (let i: usize = 0; i < rows; i++, x += bytes) {
    let j: usize = 0;
    for (; j < full; j += 16) v128.store(sums + j, f32x4.add(v128.load(sums + j), v128.load(x + j)));
    for (; j < bytes; j += 4) f32.store(sums + j, f32.load(sums + j) + f32.load(x + j));
  }
}

// @ts-nocheck
import { lanes } from "./madd.as";
import { squares, sumRow } from "./sums.as";

/**
 * y = (x − mean)·r·g + bias, r = 1/√(variance + eps); without `center` RMSNorm: no mean, no bias.
 * stats: mean and r of each row, or r alone without `center`.
 */
export function norm(x: usize, g: usize, bias: usize, y: usize, stats: usize, rows: usize, W: usize, eps: f32, center: bool): void {
  const bytes = W << 2, full = bytes & ~15, n = <f32>W;
  for (let i: usize = 0; i < rows; i++) {
    const xr = x + i * bytes, yr = y + i * bytes;
    const mean: f32 = center ? sumRow(xr, bytes) / n : 0;
    const inv: f32 = 1 / sqrt<f32>(squares(xr, bytes, mean) / n + eps);
    const at = stats + (center ? i << 3 : i << 2);
    if (center) f32.store(at, mean);
    f32.store(center ? at + 4 : at, inv);
    const m = f32x4.splat(mean), r = f32x4.splat(inv);
    let j: usize = 0;
    for (; j < full; j += 16) {
      const z = f32x4.mul(f32x4.mul(f32x4.sub(v128.load(xr + j), m), r), v128.load(g + j));
      v128.store(yr + j, center ? f32x4.add(z, v128.load(bias + j)) : z);
    }
    for (; j < bytes; j += 4) {
      const z = (f32.load(xr + j) - mean) * inv * f32.load(g + j);
      f32.store(yr + j, center ? z + f32.load(bias + j) : z);
    }
  }
}

/** Gradients of `norm`; dg and db are sums over rows and must start at zero. */
export function normGrad(x: usize, g: usize, stats: usize, dy: usize, dx: usize, dg: usize, db: usize, rows: usize, W: usize, center: bool): void {
  const bytes = W << 2, full = bytes & ~15, n = <f32>W;
  for (let i: usize = 0; i < rows; i++) {
    const xr = x + i * bytes, dr = dy + i * bytes, or = dx + i * bytes;
    const at = stats + (center ? i << 3 : i << 2);
    const mean: f32 = center ? f32.load(at) : 0, inv = f32.load(center ? at + 4 : at);
    const m = f32x4.splat(mean), r = f32x4.splat(inv);
    let v1 = f32x4.splat(0), v2 = v1, j: usize = 0;
    for (; j < full; j += 16) {
      const d = v128.load(dr + j), z = f32x4.mul(f32x4.sub(v128.load(xr + j), m), r), dz = f32x4.mul(d, v128.load(g + j));
      v1 = f32x4.add(v1, dz);
      v2 = f32x4.add(v2, f32x4.mul(dz, z));
      v128.store(dg + j, f32x4.add(v128.load(dg + j), f32x4.mul(d, z)));
      if (center) v128.store(db + j, f32x4.add(v128.load(db + j), d));
    }
    let s1 = lanes(v1), s2 = lanes(v2);
    for (; j < bytes; j += 4) {
      const d = f32.load(dr + j), z = (f32.load(xr + j) - mean) * inv, dz = d * f32.load(g + j);
      s1 += dz;
      s2 += dz * z;
      f32.store(dg + j, f32.load(dg + j) + d * z);
      if (center) f32.store(db + j, f32.load(db + j) + d);
    }
    const a: f32 = center ? s1 / n : 0, c: f32 = s2 / n;
    const a4 = f32x4.splat(a), c4 = f32x4.splat(c);
    for (j = 0; j < full; j += 16) {
      const z = f32x4.mul(f32x4.sub(v128.load(xr + j), m), r), dz = f32x4.mul(v128.load(dr + j), v128.load(g + j));
      v128.store(or + j, f32x4.mul(r, f32x4.sub(f32x4.sub(dz, a4), f32x4.mul(z, c4))));
    }
    for (; j < bytes; j += 4) {
      const z = (f32.load(xr + j) - mean) * inv, dz = f32.load(dr + j) * f32.load(g + j);
      f32.store(or + j, inv * (dz - a - z * c));
    }
  }
}

// @ts-nocheck
import { exp4 } from "./exp.as";
import { madd } from "./madd.as";

/** y = x·Φ(x), exact (erf) GELU. */
export function gelu(x: usize, y: usize, n: usize): void {
  const end = n << 2, full = end & ~31;
  let i: usize = 0;
  for (; i < full; i += 32) {
    const y0 = gelu4(v128.load(x + i)), y1 = gelu4(v128.load(x + i, 16));
    v128.store(y + i, y0);
    v128.store(y + i, y1, 16);
  }
  for (; i < end; i += 4) v128.store32_lane(y + i, gelu4(v128.load32_zero(x + i)), 0);
}

/** dx = dy·(Φ(x) + x·φ(x)) */
export function geluGrad(x: usize, dy: usize, dx: usize, n: usize): void {
  const end = n << 2, full = end & ~31;
  let i: usize = 0;
  for (; i < full; i += 32) {
    const s0 = slope4(v128.load(x + i)), s1 = slope4(v128.load(x + i, 16));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), s0));
    v128.store(dx + i, f32x4.mul(v128.load(dy + i, 16), s1), 16);
  }
  for (; i < end; i += 4) v128.store32_lane(dx + i, f32x4.mul(v128.load32_zero(dy + i), slope4(v128.load32_zero(x + i))), 0);
}

// @ts-expect-error: decorator
@inline function gelu4(x: v128): v128 {
  return f32x4.mul(x, normalCdf(x, bell(x)));
}

// @ts-expect-error: decorator
@inline function slope4(x: v128): v128 {
  const e = bell(x);
  return madd(x, f32x4.mul(e, f32x4.splat(0.3989422804014327)), normalCdf(x, e));
}

/** e^(−x²/2) */
// @ts-expect-error: decorator
@inline function bell(x: v128): v128 {
  return exp4(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

/** Φ(x) through erfc by Abramowitz & Stegun 7.1.26 (absolute error below 1.5e-7); e is `bell` of x. */
// @ts-expect-error: decorator
@inline function normalCdf(x: v128, e: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.7071067811865476));
  const t = f32x4.div(f32x4.splat(1), madd(z, f32x4.splat(0.3275911), f32x4.splat(1)));
  let p = madd(f32x4.splat(1.061405429), t, f32x4.splat(-1.453152027));
  p = madd(p, t, f32x4.splat(1.421413741));
  p = madd(p, t, f32x4.splat(-0.284496736));
  p = madd(p, t, f32x4.splat(0.254829592));
  const tail = f32x4.mul(f32x4.mul(f32x4.mul(p, t), e), f32x4.splat(0.5));
  return v128.bitselect(tail, f32x4.sub(f32x4.splat(1), tail), f32x4.lt(x, f32x4.splat(0)));
}

// @ts-nocheck
import { madd } from "./madd.as";

/**
 * e^x for x ≤ 88, Cephes' expf polynomial; 0 below −87; NaN stays NaN. Adding 1.5·2²³ rounds x/ln 2 to a whole n and
 * leaves it in the lowest bits. Callers do two at a time: V8 makes each constant anew, with three instructions, in every
 * turn of a loop.
 */
// @ts-expect-error: decorator
@inline export function exp4(x: v128): v128 {
  const low = f32x4.splat(-87.33654), round = f32x4.splat(12582912);
  const c = f32x4.pmin(f32x4.pmax(x, low), f32x4.splat(88.02));
  const bits = madd(c, f32x4.splat(1.44269504088896341), round), n = f32x4.sub(bits, round);
  const r = madd(n, f32x4.splat(2.12194440e-4), madd(n, f32x4.splat(-0.693359375), c));
  let p = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  const scale = i32x4.add(i32x4.shl(bits, 23), i32x4.splat(0x3f800000));
  return v128.andnot(f32x4.mul(p, scale), f32x4.lt(x, low));
}

// @ts-expect-error: decorator
@inline export function sigmoid4(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp4(f32x4.neg(x))));
}

// @ts-nocheck
import { exp4 } from "./exp.as";
import { lanes, madd } from "./madd.as";

/** The first T of a row of P scores (P a multiple of 8) become weights that sum to 1, the rest 0. bias [T] or 0. */
export function softmaxRow(row: usize, bias: usize, T: usize, P: usize, scale: f32): void {
  const bytes = T << 2, full = bytes & ~15, end = P << 2, s = f32x4.splat(scale);
  let most = f32x4.splat(-Infinity), t: usize = 0;
  for (; t < full; t += 16) {
    const x = f32x4.mul(v128.load(row + t), s), y = bias ? f32x4.add(x, v128.load(bias + t)) : x;
    v128.store(row + t, y);
    most = f32x4.pmax(most, y);
  }
  let max = f32.max(f32.max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), f32.max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
  for (; t < bytes; t += 4) {
    const x = f32.load(row + t) * scale, y = bias ? x + f32.load(bias + t) : x;
    f32.store(row + t, y);
    max = f32.max(max, y);
  }
  for (; t < end; t += 4) f32.store(row + t, -Infinity);
  const m = f32x4.splat(max);
  let sum = f32x4.splat(0);
  for (t = 0; t < end; t += 32) {
    const e0 = exp4(f32x4.sub(v128.load(row + t), m)), e1 = exp4(f32x4.sub(v128.load(row + t, 16), m));
    sum = f32x4.add(sum, f32x4.add(e0, e1));
    v128.store(row + t, e0);
    v128.store(row + t, e1, 16);
  }
  const inverse = f32x4.splat(1 / lanes(sum));
  for (t = 0; t < end; t += 16) v128.store(row + t, f32x4.mul(v128.load(row + t), inverse));
}

/** Gradients d of P weights become those of the scores, before `scale` multiplied them. */
export function softmaxGradRow(d: usize, weights: usize, P: usize, scale: f32): void {
  const end = P << 2;
  let dot = f32x4.splat(0);
  for (let t: usize = 0; t < end; t += 16) dot = madd(v128.load(d + t), v128.load(weights + t), dot);
  const along = f32x4.splat(lanes(dot)), s = f32x4.splat(scale);
  for (let t: usize = 0; t < end; t += 16) {
    v128.store(d + t, f32x4.mul(f32x4.mul(v128.load(weights + t), f32x4.sub(v128.load(d + t), along)), s));
  }
}

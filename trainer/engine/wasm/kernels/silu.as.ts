// @ts-nocheck
import { sigmoid4 } from "./exp.as";
import { madd } from "./madd.as";

/** y = x·σ(x) */
export function silu(x: usize, y: usize, n: usize): void {
  const end = n << 2, full = end & ~31;
  let i: usize = 0;
  for (; i < full; i += 32) {
    const y0 = silu4(v128.load(x + i)), y1 = silu4(v128.load(x + i, 16));
    v128.store(y + i, y0);
    v128.store(y + i, y1, 16);
  }
  for (; i < end; i += 4) v128.store32_lane(y + i, silu4(v128.load32_zero(x + i)), 0);
}

/** dx = dy·σ(x)(1 + x(1−σ(x))) */
export function siluGrad(x: usize, dy: usize, dx: usize, n: usize): void {
  const end = n << 2, full = end & ~31;
  let i: usize = 0;
  for (; i < full; i += 32) {
    const d0 = grad4(v128.load(x + i), v128.load(dy + i)), d1 = grad4(v128.load(x + i, 16), v128.load(dy + i, 16));
    v128.store(dx + i, d0);
    v128.store(dx + i, d1, 16);
  }
  for (; i < end; i += 4) v128.store32_lane(dx + i, grad4(v128.load32_zero(x + i), v128.load32_zero(dy + i)), 0);
}

/** SwiGLU's gate: x [rows,2W] holds gate and then up → y [rows,W] = silu(gate)·up. W a multiple of 8. */
export function siluGate(x: usize, y: usize, rows: usize, W: usize): void {
  const bytes = W << 2;
  for (let r: usize = 0; r < rows; r++, x += bytes) {
    for (const end = x + bytes; x < end; x += 32, y += 32) {
      const s0 = silu4(v128.load(x)), s1 = silu4(v128.load(x, 16));
      v128.store(y, f32x4.mul(s0, v128.load(x + bytes)));
      v128.store(y, f32x4.mul(s1, v128.load(x + bytes, 16)), 16);
    }
  }
}

/** Gradient of `siluGate`, laid out as x is. */
export function siluGateGrad(x: usize, dy: usize, dx: usize, rows: usize, W: usize): void {
  const bytes = W << 2;
  for (let r: usize = 0; r < rows; r++, x += bytes, dx += bytes) {
    for (const end = x + bytes; x < end; x += 32, dx += 32, dy += 32) {
      gateGrad4(x, dy, dx, bytes);
      gateGrad4(x + 16, dy + 16, dx + 16, bytes);
    }
  }
}

// @ts-expect-error: decorator
@inline function gateGrad4(x: usize, dy: usize, dx: usize, bytes: usize): void {
  const gate = v128.load(x), d = v128.load(dy), s = sigmoid4(gate);
  v128.store(dx, f32x4.mul(f32x4.mul(d, v128.load(x + bytes)), slope4(gate, s)));
  v128.store(dx + bytes, f32x4.mul(d, f32x4.mul(gate, s)));
}

// @ts-expect-error: decorator
@inline function silu4(x: v128): v128 {
  return f32x4.mul(x, sigmoid4(x));
}

// @ts-expect-error: decorator
@inline function grad4(x: v128, dy: v128): v128 {
  return f32x4.mul(dy, slope4(x, sigmoid4(x)));
}

/** Slope of x·σ(x), given s = σ(x). */
// @ts-expect-error: decorator
@inline function slope4(x: v128, s: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.mul(s, madd(x, f32x4.sub(one, s), one));
}

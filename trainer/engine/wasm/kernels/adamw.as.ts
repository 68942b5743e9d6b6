// @ts-nocheck

/**
 * One AdamW update (Loshchilov & Hutter 2019, algorithm 2) of p, m and v in place. scalars: 1 − lr·decay,
 * lr/(1 − β1^t), 1/√(1 − β2^t); gain: one float that scales the gradient.
 */
export function adamW(p: usize, m: usize, v: usize, g: usize, scalars: usize, gain: usize, n: usize, beta1: f32, beta2: f32, eps: f32): void {
  const end = n << 2, full = end & ~15;
  const keep = v128.load32_splat(scalars), step = v128.load32_splat(scalars, 4), bias2 = v128.load32_splat(scalars, 8), scale = v128.load32_splat(gain);
  const b1 = f32x4.splat(beta1), a1 = f32x4.splat(1 - beta1), b2 = f32x4.splat(beta2), a2 = f32x4.splat(1 - beta2), e = f32x4.splat(eps);
  let i: usize = 0;
  for (; i < full; i += 16) {
    const d = f32x4.mul(v128.load(g + i), scale);
    const mi = f32x4.add(f32x4.mul(b1, v128.load(m + i)), f32x4.mul(a1, d));
    const vi = f32x4.add(f32x4.mul(b2, v128.load(v + i)), f32x4.mul(a2, f32x4.mul(d, d)));
    v128.store(m + i, mi);
    v128.store(v + i, vi);
    const ratio = f32x4.div(f32x4.mul(step, mi), f32x4.add(f32x4.mul(f32x4.sqrt(vi), bias2), e));
    v128.store(p + i, f32x4.sub(f32x4.mul(v128.load(p + i), keep), ratio));
  }
  for (; i < end; i += 4) {
    const d = f32.load(g + i) * f32.load(gain);
    const mi = beta1 * f32.load(m + i) + (1 - beta1) * d;
    const vi = beta2 * f32.load(v + i) + (1 - beta2) * (d * d);
    f32.store(m + i, mi);
    f32.store(v + i, vi);
    f32.store(p + i, f32.load(p + i) * f32.load(scalars) - (f32.load(scalars, 4) * mi) / (sqrt<f32>(vi) * f32.load(scalars, 8) + eps));
  }
}

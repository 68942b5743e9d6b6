// @ts-nocheck

/**
 * Rotary embedding of the first 2H heads (queries, keys) of x [B,S,3·H·D], the rest is copied: value d of a head turns
 * with value d + D/2. cos sin [S,D/2]; sign −1 turns back.
 */
export function rope(x: usize, cos: usize, sin: usize, y: usize, B: usize, S: usize, H: usize, D: usize, sign: f32): void {
  const half = (D >> 1) << 2, full = half & ~15, heads = (H * D) << 2, turned = heads * 2, row = heads * 3, s4 = f32x4.splat(sign);
  for (let i: usize = 0; i < B * S; i++) {
    const at = i * row, cr = cos + (i % S) * half, sr = sin + (i % S) * half;
    for (let h: usize = 0; h < turned; h += 2 * half) {
      const from = x + at + h, to = y + at + h;
      let j: usize = 0;
      for (; j < full; j += 16) {
        const lo = v128.load(from + j), hi = v128.load(from + half + j), c = v128.load(cr + j), t = f32x4.mul(v128.load(sr + j), s4);
        v128.store(to + j, f32x4.sub(f32x4.mul(lo, c), f32x4.mul(hi, t)));
        v128.store(to + half + j, f32x4.add(f32x4.mul(hi, c), f32x4.mul(lo, t)));
      }
      for (; j < half; j += 4) {
        const lo = f32.load(from + j), hi = f32.load(from + half + j), c = f32.load(cr + j), t = f32.load(sr + j) * sign;
        f32.store(to + j, lo * c - hi * t);
        f32.store(to + half + j, hi * c + lo * t);
      }
    }
    memory.copy(y + at + turned, x + at + turned, row - turned);
  }
}

// AssemblyScript, not TypeScript: compiled by `npm run build:kernels` to kernels.wasm, which is committed.
// Works on the heap of the tfjs wasm backend, so it owns no memory: no arrays, no strings, no data segments.
// All matrices are f32, row-major; offsets are bytes, strides and sizes are elements.
// M rows · N columns · K summed · B batch · Q queries · T keys · H heads · D head width

// @ts-nocheck

/** C[M,N] (+)= A[M,K] · B[K,N]; A is read through two strides, so it may be a transpose. pack: 4·K floats. */
export function gemm(a: usize, rowA: usize, colA: usize, b: usize, ldb: usize, c: usize, ldc: usize, M: usize, N: usize, K: usize, pack: usize, add: bool): void {
  const full = N & ~7;
  if (full) gemm8(a, rowA, colA, b, ldb, c, ldc, M, full, K, pack, add);
  for (let m: usize = 0; m < M; m++) {
    for (let n = full; n < N; n++) {
      const at = c + ((m * ldc + n) << 2);
      let sum: f32 = add ? f32.load(at) : 0;
      for (let k: usize = 0; k < K; k++) sum += f32.load(a + ((m * rowA + k * colA) << 2)) * f32.load(b + ((k * ldb + n) << 2));
      f32.store(at, sum);
    }
  }
}

/** `gemm` for N a multiple of 8: blocks of 4 rows and 8 columns stay in registers, rows of A are packed side by side. */
function gemm8(a: usize, rowA: usize, colA: usize, b: usize, ldb: usize, c: usize, ldc: usize, M: usize, N: usize, K: usize, pack: usize, add: bool): void {
  const r = rowA << 2, step = colA << 2, lb = ldb << 2, lc = ldc << 2, end = pack + (K << 4);
  let m: usize = 0;
  for (; m + 4 <= M; m += 4) {
    for (let p = pack, from = a + m * r; p < end; p += 16, from += step) {
      f32.store(p, f32.load(from));
      f32.store(p, f32.load(from + r), 4);
      f32.store(p, f32.load(from + 2 * r), 8);
      f32.store(p, f32.load(from + 3 * r), 12);
    }
    for (let n: usize = 0; n < N; n += 8) {
      let pb = b + (n << 2);
      const pc = c + m * lc + (n << 2);
      let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
      if (add) {
        c00 = v128.load(pc); c01 = v128.load(pc, 16);
        c10 = v128.load(pc + lc); c11 = v128.load(pc + lc, 16);
        c20 = v128.load(pc + 2 * lc); c21 = v128.load(pc + 2 * lc, 16);
        c30 = v128.load(pc + 3 * lc); c31 = v128.load(pc + 3 * lc, 16);
      }
      for (let p = pack; p < end; p += 16) {
        const b0 = v128.load(pb), b1 = v128.load(pb, 16);
        let x = v128.load32_splat(p);
        c00 = f32x4.add(c00, f32x4.mul(x, b0)); c01 = f32x4.add(c01, f32x4.mul(x, b1));
        x = v128.load32_splat(p, 4);
        c10 = f32x4.add(c10, f32x4.mul(x, b0)); c11 = f32x4.add(c11, f32x4.mul(x, b1));
        x = v128.load32_splat(p, 8);
        c20 = f32x4.add(c20, f32x4.mul(x, b0)); c21 = f32x4.add(c21, f32x4.mul(x, b1));
        x = v128.load32_splat(p, 12);
        c30 = f32x4.add(c30, f32x4.mul(x, b0)); c31 = f32x4.add(c31, f32x4.mul(x, b1));
        pb += lb;
      }
      v128.store(pc, c00); v128.store(pc, c01, 16);
      v128.store(pc + lc, c10); v128.store(pc + lc, c11, 16);
      v128.store(pc + 2 * lc, c20); v128.store(pc + 2 * lc, c21, 16);
      v128.store(pc + 3 * lc, c30); v128.store(pc + 3 * lc, c31, 16);
    }
  }
  for (; m < M; m++) {
    for (let n: usize = 0; n < N; n += 8) {
      let pa = a + m * r, pb = b + (n << 2);
      const pc = c + m * lc + (n << 2);
      let c0 = f32x4.splat(0), c1 = c0;
      if (add) { c0 = v128.load(pc); c1 = v128.load(pc, 16); }
      for (let k: usize = 0; k < K; k++) {
        const x = v128.load32_splat(pa);
        c0 = f32x4.add(c0, f32x4.mul(x, v128.load(pb)));
        c1 = f32x4.add(c1, f32x4.mul(x, v128.load(pb, 16)));
        pa += step;
        pb += lb;
      }
      v128.store(pc, c0); v128.store(pc, c1, 16);
    }
  }
}

/** out[N,ldo] = x[M,N]ᵀ, each row filled up with zeros to `ldo`. */
export function transposePadded(x: usize, ldx: usize, out: usize, ldo: usize, M: usize, N: usize): void {
  for (let n: usize = 0; n < N; n++) {
    const row = out + ((n * ldo) << 2);
    let from = x + (n << 2);
    for (let m: usize = 0; m < M; m++) {
      f32.store(row + (m << 2), f32.load(from));
      from += ldx << 2;
    }
    for (let m = M; m < ldo; m++) f32.store(row + (m << 2), 0);
  }
}

/** C[M,N] = op(A)·op(B) + bias. scratch: 4·K floats, and K·N more when B is transposed. bias may be 0. */
export function matMul(a: usize, transposeA: bool, b: usize, transposeB: bool, bias: usize, c: usize, scratch: usize, M: usize, N: usize, K: usize): void {
  if (bias) for (let m: usize = 0; m < M; m++) memory.copy(c + ((m * N) << 2), bias, N << 2);
  const turned = scratch + (K << 4);
  if (transposeB) transposePadded(b, K, turned, N, N, K);
  gemm(a, transposeA ? 1 : K, transposeA ? M : 1, transposeB ? turned : b, N, c, N, M, N, K, scratch, bias != 0);
}

/**
 * Multi-head attention. q [Bq,Q,·] with row stride ldq (batch stride qStride, 0 = the same queries for every context),
 * k v [B,T,·] with row stride ldk, bias [B,T] added to the scores or 0 → out [B,Q,H·D], probs [B,H,Q,P] with P = T
 * rounded up to 8. causal: query i sees keys 0 … i. scratch: (D + 4)·P + 4·D floats.
 */
export function attention(q: usize, qStride: usize, ldq: usize, k: usize, v: usize, ldk: usize, bias: usize, out: usize, probs: usize, scratch: usize, B: usize, Q: usize, T: usize, H: usize, D: usize, causal: bool): void {
  const W = H * D, P = (T + 7) & ~7, scale: f32 = 1 / sqrt<f32>(<f32>D);
  const pack = scratch + ((D * P) << 2);
  for (let b: usize = 0; b < B; b++) {
    for (let h: usize = 0; h < H; h++) {
      const at = (b * T * ldk + h * D) << 2;
      const qp = q + ((b * qStride + h * D) << 2);
      const p = probs + (((b * H + h) * Q * P) << 2);
      transposePadded(k + at, ldk, scratch, P, T, D);
      gemm(qp, ldq, 1, scratch, P, p, P, Q, P, D, pack, false);
      for (let s: usize = 0; s < Q; s++) softmaxRow(p + ((s * P) << 2), bias ? bias + ((b * T) << 2) : 0, causal ? min(T, s + 1) : T, P, scale);
      gemm(p, P, 1, v + at, ldk, out + ((b * Q * W + h * D) << 2), W, Q, D, T, pack, false);
    }
  }
}

/**
 * Gradients of `attention`, laid out as q, k and v are. dq is added to when queries are shared (zero it first), else
 * written; dk and dv are written. scratch: (D + Q + 4)·P + 4·(Q + D) floats.
 */
export function attentionGrad(dout: usize, q: usize, qStride: usize, ldq: usize, k: usize, v: usize, ldk: usize, probs: usize, dq: usize, dk: usize, dv: usize, scratch: usize, B: usize, Q: usize, T: usize, H: usize, D: usize): void {
  const W = H * D, P = (T + 7) & ~7, scale: f32 = 1 / sqrt<f32>(<f32>D);
  const ds = scratch + ((D * P) << 2);
  const pack = ds + ((Q * P) << 2);
  for (let b: usize = 0; b < B; b++) {
    for (let h: usize = 0; h < H; h++) {
      const at = (b * T * ldk + h * D) << 2;
      const qo = (b * qStride + h * D) << 2;
      const dop = dout + ((b * Q * W + h * D) << 2);
      const p = probs + (((b * H + h) * Q * P) << 2);
      gemm(p, 1, P, dop, W, dv + at, ldk, T, D, Q, pack, false);
      transposePadded(v + at, ldk, scratch, P, T, D);
      gemm(dop, W, 1, scratch, P, ds, P, Q, P, D, pack, false);
      for (let s: usize = 0; s < Q; s++) softmaxGradRow(ds + ((s * P) << 2), p + ((s * P) << 2), P, scale);
      gemm(ds, P, 1, k + at, ldk, dq + qo, ldq, Q, D, T, pack, qStride == 0);
      gemm(ds, 1, P, q + qo, ldq, dk + at, ldk, T, D, Q, pack, false);
    }
  }
}

/** The first T of a row of P scores become weights that sum to 1, the rest 0. */
function softmaxRow(row: usize, bias: usize, T: usize, P: usize, scale: f32): void {
  let max: f32 = -Infinity;
  for (let t: usize = 0; t < T; t++) {
    let x = f32.load(row + (t << 2)) * scale;
    if (bias) x += f32.load(bias + (t << 2));
    f32.store(row + (t << 2), x);
    if (x > max) max = x;
  }
  for (let t = T; t < P; t++) f32.store(row + (t << 2), -Infinity);
  const m = f32x4.splat(max);
  let sum = f32x4.splat(0);
  for (let t: usize = 0; t < P; t += 4) {
    const e = exp4(f32x4.sub(v128.load(row + (t << 2)), m));
    sum = f32x4.add(sum, e);
    v128.store(row + (t << 2), e);
  }
  const inv = f32x4.splat(1 / lanes(sum));
  for (let t: usize = 0; t < P; t += 4) v128.store(row + (t << 2), f32x4.mul(v128.load(row + (t << 2)), inv));
}

function softmaxGradRow(ds: usize, p: usize, P: usize, scale: f32): void {
  let dot = f32x4.splat(0);
  for (let t: usize = 0; t < P; t += 4) dot = f32x4.add(dot, f32x4.mul(v128.load(ds + (t << 2)), v128.load(p + (t << 2))));
  const d = f32x4.splat(lanes(dot)), s = f32x4.splat(scale);
  for (let t: usize = 0; t < P; t += 4) {
    const g = f32x4.mul(f32x4.mul(v128.load(p + (t << 2)), f32x4.sub(v128.load(ds + (t << 2)), d)), s);
    v128.store(ds + (t << 2), g);
  }
}

/** y = x·Φ(x), exact (erf) GELU. */
export function gelu(x: usize, y: usize, n: usize): void {
  const end = n << 2, full = end & ~15;
  let i: usize = 0;
  for (; i < full; i += 16) v128.store(y + i, gelu4(v128.load(x + i)));
  for (; i < end; i += 4) v128.store32_lane(y + i, gelu4(v128.load32_zero(x + i)), 0);
}

/** dx = dy·(Φ(x) + x·φ(x)) */
export function geluGrad(x: usize, dy: usize, dx: usize, n: usize): void {
  const end = n << 2, full = end & ~15;
  let i: usize = 0;
  for (; i < full; i += 16) v128.store(dx + i, f32x4.mul(v128.load(dy + i), geluSlope4(v128.load(x + i))));
  for (; i < end; i += 4) v128.store32_lane(dx + i, f32x4.mul(v128.load32_zero(dy + i), geluSlope4(v128.load32_zero(x + i))), 0);
}

/** y = x·σ(x) */
export function silu(x: usize, y: usize, n: usize): void {
  const end = n << 2, full = end & ~15;
  let i: usize = 0;
  for (; i < full; i += 16) v128.store(y + i, silu4(v128.load(x + i)));
  for (; i < end; i += 4) v128.store32_lane(y + i, silu4(v128.load32_zero(x + i)), 0);
}

/** dx = dy·σ(x)(1 + x(1−σ(x))) */
export function siluGrad(x: usize, dy: usize, dx: usize, n: usize): void {
  const end = n << 2, full = end & ~15;
  let i: usize = 0;
  for (; i < full; i += 16) v128.store(dx + i, f32x4.mul(v128.load(dy + i), siluSlope4(v128.load(x + i))));
  for (; i < end; i += 4) v128.store32_lane(dx + i, f32x4.mul(v128.load32_zero(dy + i), siluSlope4(v128.load32_zero(x + i))), 0);
}

/** SwiGLU's gate: x [rows,2W] holds gate and then up → y [rows,W] = silu(gate)·up. W a multiple of 4. */
export function siluGate(x: usize, y: usize, rows: usize, W: usize): void {
  const bytes = W << 2;
  for (let r: usize = 0; r < rows; r++) {
    const g = x + r * 2 * bytes, u = g + bytes, o = y + r * bytes;
    for (let i: usize = 0; i < bytes; i += 16) v128.store(o + i, f32x4.mul(silu4(v128.load(g + i)), v128.load(u + i)));
  }
}

/** Gradient of `siluGate`, laid out as x is. */
export function siluGateGrad(x: usize, dy: usize, dx: usize, rows: usize, W: usize): void {
  const bytes = W << 2;
  for (let r: usize = 0; r < rows; r++) {
    const g = x + r * 2 * bytes, u = g + bytes, d = dy + r * bytes, o = dx + r * 2 * bytes;
    for (let i: usize = 0; i < bytes; i += 16) {
      const v = v128.load(g + i), e = v128.load(d + i);
      v128.store(o + i, f32x4.mul(f32x4.mul(e, v128.load(u + i)), siluSlope4(v)));
      v128.store(o + bytes + i, f32x4.mul(e, silu4(v)));
    }
  }
}

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

/** Cut pictures x [images,C,G·p,G·p] into patches y [images,G·G,C·p·p], rows of a patch one after the other. */
export function unfold(x: usize, y: usize, images: usize, C: usize, G: usize, p: usize): void {
  const side = G * p, line = p << 2;
  let to = y;
  for (let b: usize = 0; b < images; b++) {
    for (let gy: usize = 0; gy < G; gy++) {
      for (let gx: usize = 0; gx < G; gx++) {
        for (let c: usize = 0; c < C; c++) {
          let from = x + ((((b * C + c) * side + gy * p) * side + gx * p) << 2);
          for (let i: usize = 0; i < p; i++) {
            memory.copy(to, from, line);
            to += line;
            from += side << 2;
          }
        }
      }
    }
  }
}

/** y[i] = x[indices[i]], rows of W floats; indices i32 that are within x. */
export function gatherRows(x: usize, indices: usize, y: usize, n: usize, W: usize): void {
  const bytes = W << 2;
  for (let i: usize = 0; i < n; i++) memory.copy(y + i * bytes, x + <usize>load<u32>(indices + (i << 2)) * bytes, bytes);
}

/** dx[indices[i]] += dy[i]; dx starts at zero. */
export function scatterRows(dy: usize, indices: usize, dx: usize, n: usize, W: usize): void {
  const bytes = W << 2;
  for (let i: usize = 0; i < n; i++) {
    const from = dy + i * bytes, to = dx + <usize>load<u32>(indices + (i << 2)) * bytes;
    for (let j: usize = 0; j < bytes; j += 4) f32.store(to + j, f32.load(to + j) + f32.load(from + j));
  }
}

/**
 * One AdamW update (Loshchilov & Hutter 2019, algorithm 2) into new buffers. scalars: 1 − lr·decay, lr/(1 − β1^t),
 * 1/√(1 − β2^t); gain: one float that scales the gradient.
 */
export function adamW(p: usize, m: usize, v: usize, g: usize, scalars: usize, gain: usize, newP: usize, newM: usize, newV: usize, n: usize, beta1: f32, beta2: f32, eps: f32): void {
  const end = n << 2, full = end & ~15;
  const keep = v128.load32_splat(scalars), step = v128.load32_splat(scalars, 4), bias2 = v128.load32_splat(scalars, 8), scale = v128.load32_splat(gain);
  const b1 = f32x4.splat(beta1), a1 = f32x4.splat(1 - beta1), b2 = f32x4.splat(beta2), a2 = f32x4.splat(1 - beta2), e = f32x4.splat(eps);
  let i: usize = 0;
  for (; i < full; i += 16) {
    const d = f32x4.mul(v128.load(g + i), scale);
    const mi = f32x4.add(f32x4.mul(b1, v128.load(m + i)), f32x4.mul(a1, d));
    const vi = f32x4.add(f32x4.mul(b2, v128.load(v + i)), f32x4.mul(a2, f32x4.mul(d, d)));
    v128.store(newM + i, mi);
    v128.store(newV + i, vi);
    const ratio = f32x4.div(f32x4.mul(step, mi), f32x4.add(f32x4.mul(f32x4.sqrt(vi), bias2), e));
    v128.store(newP + i, f32x4.sub(f32x4.mul(v128.load(p + i), keep), ratio));
  }
  for (; i < end; i += 4) {
    const d = f32.load(g + i) * f32.load(gain);
    const mi = beta1 * f32.load(m + i) + (1 - beta1) * d;
    const vi = beta2 * f32.load(v + i) + (1 - beta2) * (d * d);
    f32.store(newM + i, mi);
    f32.store(newV + i, vi);
    f32.store(newP + i, f32.load(p + i) * f32.load(scalars) - (f32.load(scalars, 4) * mi) / (sqrt<f32>(vi) * f32.load(scalars, 8) + eps));
  }
}

/** out[0] += Σ x² */
export function addSquares(x: usize, n: usize, out: usize): void {
  f32.store(out, f32.load(out) + squares(x, n << 2, 0));
}

function sumRow(x: usize, bytes: usize): f32 {
  const full = bytes & ~15;
  let v = f32x4.splat(0), j: usize = 0;
  for (; j < full; j += 16) v = f32x4.add(v, v128.load(x + j));
  let sum = lanes(v);
  for (; j < bytes; j += 4) sum += f32.load(x + j);
  return sum;
}

function squares(x: usize, bytes: usize, mean: f32): f32 {
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

// @ts-expect-error: decorator
@inline function gelu4(x: v128): v128 {
  return f32x4.mul(x, normalCdf(x));
}

// @ts-expect-error: decorator
@inline function geluSlope4(x: v128): v128 {
  const density = f32x4.mul(exp4(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5))), f32x4.splat(0.3989422804014327));
  return f32x4.add(normalCdf(x), f32x4.mul(x, density));
}

// @ts-expect-error: decorator
@inline function silu4(x: v128): v128 {
  return f32x4.mul(x, sigmoid4(x));
}

// @ts-expect-error: decorator
@inline function siluSlope4(x: v128): v128 {
  const s = sigmoid4(x), one = f32x4.splat(1);
  return f32x4.mul(s, f32x4.add(one, f32x4.mul(x, f32x4.sub(one, s))));
}

/** Φ(x) through erfc by Abramowitz & Stegun 7.1.26 (absolute error below 1.5e-7). */
// @ts-expect-error: decorator
@inline function normalCdf(x: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.7071067811865476));
  const t = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(z, f32x4.splat(0.3275911))));
  let p = f32x4.splat(1.061405429);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.453152027));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.421413741));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.284496736));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.254829592));
  const tail = f32x4.mul(f32x4.mul(f32x4.mul(p, t), exp4(f32x4.neg(f32x4.mul(z, z)))), f32x4.splat(0.5));
  return v128.bitselect(tail, f32x4.sub(f32x4.splat(1), tail), f32x4.lt(x, f32x4.splat(0)));
}

// @ts-expect-error: decorator
@inline function sigmoid4(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp4(f32x4.neg(x))));
}

/** e^x for x ≤ 88, Cephes' expf polynomial; 0 below −87. */
// @ts-expect-error: decorator
@inline function exp4(x: v128): v128 {
  const low = f32x4.splat(-87.33654), c = f32x4.min(f32x4.max(x, low), f32x4.splat(88.02));
  const n = f32x4.nearest(f32x4.mul(c, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(c, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return v128.and(f32x4.mul(p, scale), f32x4.ge(x, low));
}

// @ts-expect-error: decorator
@inline function lanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

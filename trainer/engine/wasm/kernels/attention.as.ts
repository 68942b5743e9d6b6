// @ts-nocheck
// B batch · Q queries · T keys · H heads · D head width · P = T rounded up to 8
import { gemm } from "./gemm.as";
import { softmaxGradRow, softmaxRow } from "./softmax.as";

/**
 * Multi-head attention. q [Bq,Q,·] with row stride ldq (batch stride qStride, 0 = the same queries for every context),
 * k v [B,T,·] with row stride ldk, bias [B,T] added to the scores or 0 → out [B,Q,H·D], probs [B,H,Q,P].
 * causal: query i sees keys 0 … i. scratch: as gemm needs for the larger of [Q,P] over D and [Q,D] over T.
 */
export function attention(q: usize, qStride: usize, ldq: usize, k: usize, v: usize, ldk: usize, bias: usize, out: usize, probs: usize, scratch: usize, B: usize, Q: usize, T: usize, H: usize, D: usize, causal: bool): void {
  const W = H * D, P = (T + 7) & ~7, scale: f32 = 1 / sqrt<f32>(<f32>D);
  for (let b: usize = 0; b < B; b++) {
    const biasRow = bias ? bias + ((b * T) << 2) : 0;
    for (let h: usize = 0; h < H; h++) {
      const at = (b * T * ldk + h * D) << 2, qp = q + ((b * qStride + h * D) << 2);
      const p = probs + (((b * H + h) * Q * P) << 2);
      gemm(qp, ldq, 1, k + at, 1, ldk, p, P, Q, T, D, 0, false, scratch);
      for (let s: usize = 0; s < Q; s++) softmaxRow(p + ((s * P) << 2), biasRow, causal ? min(T, s + 1) : T, P, scale);
      gemm(p, P, 1, v + at, ldk, 1, out + ((b * Q * W + h * D) << 2), W, Q, D, T, 0, false, scratch);
    }
  }
}

/**
 * Gradients of `attention`, laid out as q, k and v are. dq is added to when queries are shared (zero it first), else
 * written; dk and dv are written. scratch: Q·P floats, then as gemm needs for the larger of its five products.
 */
export function attentionGrad(dout: usize, q: usize, qStride: usize, ldq: usize, k: usize, v: usize, ldk: usize, probs: usize, dq: usize, dk: usize, dv: usize, scratch: usize, B: usize, Q: usize, T: usize, H: usize, D: usize): void {
  const W = H * D, P = (T + 7) & ~7, scale: f32 = 1 / sqrt<f32>(<f32>D);
  const ds = scratch, room = scratch + ((Q * P) << 2);
  // The products below write T of a row's P numbers; what lies behind them must be finite to be multiplied by 0.
  memory.fill(ds, 0, (Q * P) << 2);
  for (let b: usize = 0; b < B; b++) {
    for (let h: usize = 0; h < H; h++) {
      const at = (b * T * ldk + h * D) << 2, qo = (b * qStride + h * D) << 2, d = dout + ((b * Q * W + h * D) << 2);
      const p = probs + (((b * H + h) * Q * P) << 2);
      gemm(p, 1, P, d, W, 1, dv + at, ldk, T, D, Q, 0, false, room);
      gemm(d, W, 1, v + at, 1, ldk, ds, P, Q, T, D, 0, false, room);
      for (let s: usize = 0; s < Q; s++) softmaxGradRow(ds + ((s * P) << 2), p + ((s * P) << 2), P, scale);
      gemm(ds, P, 1, k + at, ldk, 1, dq + qo, ldq, Q, D, T, 0, qStride == 0, room);
      gemm(ds, 1, P, q + qo, ldq, 1, dk + at, ldk, T, D, Q, 0, false, room);
    }
  }
}

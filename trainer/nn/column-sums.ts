import { tf } from "../engine/tf.ts";
import { runFused } from "./fused.ts";

/** Sum over the rows of x f32[N,W] → f32[W]. On wasm a product with ones: tfjs transposes before it sums over rows. */
export function columnSums(x: tf.Tensor2D): tf.Tensor {
  const attrs = { transposeA: false, transposeB: false };
  const fused = runFused("VelaMatMul", { a: tf.ones([1, x.shape[0]]), b: x }, attrs);
  return fused ? fused[0]!.reshape([x.shape[1]]) : tf.sum(x, 0);
}

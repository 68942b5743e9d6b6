import { tf } from "../engine/tf.ts";
import { runFused } from "./fused.ts";

/** Sum over the rows of x f32[N,W] → f32[W]. A kernel on wasm: tfjs transposes before it sums over rows. */
export function columnSums(x: tf.Tensor2D): tf.Tensor {
  return runFused("VelaColumnSums", { x })?.[0] ?? tf.sum(x, 0);
}

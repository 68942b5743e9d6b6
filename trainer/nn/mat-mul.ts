import { tf } from "../engine/tf.ts";
import { runFused } from "./fused.ts";

/**
 * Matrix product without a recorded gradient: a f32[M,K] (or [K,M] when transposeA), b f32[K,N] (or [N,K]), and a
 * bias f32[N] or none → f32[M,N]. Transposes explicitly: tfjs wasm takes a ten times slower path for transposed operands.
 */
export function matMul(a: tf.Tensor2D, b: tf.Tensor2D, options: MatMulOptions = {}): tf.Tensor2D {
  const { transposeA = false, transposeB = false, bias } = options;
  const fused = runFused("VelaMatMul", { a, b, bias }, { transposeA, transposeB });
  if (fused) return fused[0] as tf.Tensor2D;
  const left = transposeA ? (tf.transpose(a) as tf.Tensor2D) : a;
  const right = transposeB ? (tf.transpose(b) as tf.Tensor2D) : b;
  const product: tf.Tensor2D = tf.matMul(left, right);
  return bias ? product.add<tf.Tensor2D>(bias) : product;
}

export type MatMulOptions = { transposeA?: boolean; transposeB?: boolean; bias?: tf.Tensor | undefined };

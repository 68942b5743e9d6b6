import { tf } from "../engine/tf.ts";
import { runFused } from "../nn/fused.ts";

/** Euclidean norm of all gradients together → f32[]. */
export function globalNorm(grads: ReadonlyMap<string, tf.Tensor>): tf.Scalar {
  return tf.tidy(() => {
    const fused = runFused("VelaSumOfSquares", Object.fromEntries(grads));
    if (fused) return fused[0]!.sqrt() as tf.Scalar;
    const squares = [...grads.values()].map((gradient) => gradient.square().sum() as tf.Scalar);
    return squares.length === 0 ? tf.scalar(0) : (tf.stack(squares).sum().sqrt() as tf.Scalar);
  });
}

/** What to multiply gradients of this norm with so that it does not exceed `maxNorm`, as torch.clip_grad_norm_ does. */
export function clipScale(norm: tf.Scalar, maxNorm: number): tf.Scalar {
  return tf.tidy(() => tf.scalar(maxNorm).div(norm.add(1e-6)).minimum(1) as tf.Scalar);
}

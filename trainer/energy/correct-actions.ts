// B rows · K steps of a chunk · A action dims
import { tf } from "../engine/tf.ts";
import {
  type ContextInputs,
  type EnergyOptions,
  type EnergyParams,
  encodeChunks,
  energies,
  mapContext,
} from "./energy-model.ts";

export type CorrectionOptions = EnergyOptions & {
  /** Step size: each step goes alpha · ∂E/∂A downhill. */
  alpha: number;
  /** Number of steps; at least one is made. */
  k: number;
  /** Largest step: this share of the given chunk's norm or, with `range`, of each dimension's range. */
  clipFrac: number;
  /** Range of each of the A dimensions, in normalised units. Each step is then clamped dimension by dimension. */
  range?: readonly number[] | undefined;
  /** Only the chunk's first action is corrected. */
  firstOnly?: boolean | undefined;
  /** Dimensions that are rounded to 0 or 1 before the first step, as the original does with the gripper. */
  binaryDims?: readonly number[] | undefined;
};

/**
 * Move each chunk downhill in energy, k times (origin §6.8). Chunks are normalised and the context mask is that of
 * training, the scale and the mask on which the energy was learned; there is no dropout. Contexts are mapped once.
 * actions f32[B,K,A] → f32[B,K,A]; rows do not influence each other.
 */
export function correctActions(
  params: EnergyParams,
  { actions, ...context }: ContextInputs & { actions: tf.Tensor3D },
  options: CorrectionOptions,
): tf.Tensor3D {
  return tf.tidy(() => {
    const mapped = mapContext(params, context);
    const [, steps] = actions.shape;
    const slope = tf.grad((chunk) => {
      const queries = encodeChunks(params, { actions: chunk as tf.Tensor3D });
      return energies(params, queries, mapped, { ...options, steps }).sum();
    });
    const limit = stepLimiter(actions, options);
    const moves = options.firstOnly ? firstStep(steps) : tf.scalar(1);
    let corrected: tf.Tensor = binarised(actions, options.binaryDims ?? []);
    for (let i = 0; i < Math.max(1, options.k); i++) {
      corrected = corrected.sub(limit(slope(corrected).mul(options.alpha).mul(moves)));
    }
    return corrected as tf.Tensor3D;
  });
}

const EPS = 1e-6;

/** How a step is shortened: by dimension to its range, else as a whole so that its norm stays within the chunk's. */
function stepLimiter(actions: tf.Tensor3D, { clipFrac, range }: CorrectionOptions): (step: tf.Tensor) => tf.Tensor {
  if (range) {
    const most = tf.tensor1d(range.map((width) => clipFrac * width));
    return (step) => step.minimum(most).maximum(most.neg());
  }
  const longest = norms(actions).add(EPS).mul(clipFrac);
  return (step) => step.mul(longest.div(norms(step).add(EPS)).minimum(1));
}

/** f32[B,K,A] → f32[B,1,1]. */
function norms(x: tf.Tensor): tf.Tensor {
  return x.square().sum([1, 2], true).sqrt();
}

function firstStep(steps: number): tf.Tensor {
  return tf
    .oneHot(tf.tensor1d([0], "int32"), steps)
    .cast("float32")
    .reshape([1, steps, 1]);
}

function binarised(actions: tf.Tensor3D, dims: readonly number[]): tf.Tensor {
  const chosen = tf.tensor1d(Array.from({ length: actions.shape[2] }, (_, dim) => (dims.includes(dim) ? 1 : 0)));
  return tf.where(chosen.cast("bool"), actions.greater(0.5).cast("float32"), actions);
}

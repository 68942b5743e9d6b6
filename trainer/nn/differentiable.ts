import { tf } from "../engine/tf.ts";

/** Keeps tensors alive from the forward to the backward pass; a no-op when no gradient is recorded. */
export type Save = (tensors: tf.Tensor[]) => void;

/**
 * One gradient per input, computed only when somebody needs it. Each thunk runs in a tidy of its own:
 * what several of them share has to be computed before they are returned.
 */
export type LazyGradients = (dy: tf.Tensor, saved: tf.Tensor[]) => Array<() => tf.Tensor>;

/**
 * An op with a hand-written derivative. Like tf.customGrad, but the gradients are thunks: tfjs drops the inputs that
 * lead to no trained variable before it calls them, so frozen weights cost nothing in the backward pass.
 */
export function differentiable<T extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  forward: (save: Save) => T,
  backward: LazyGradients,
): T {
  const named = Object.fromEntries(inputs.map((input, i) => [`${i}`, input]));
  return runKernelFunc({
    inputs: named,
    forwardFunc: (_backend, save) => forward(save),
    backwardsFunc: (dy, saved) => Object.fromEntries(backward(dy, saved).map((gradient, i) => [`${i}`, gradient])),
  }) as T;
}

type KernelCall = {
  inputs: Record<string, tf.Tensor>;
  forwardFunc: (backend: unknown, save: Save) => tf.Tensor;
  backwardsFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => Record<string, () => tf.Tensor>;
};

/** The door that tf.customGrad itself uses; tfjs-core 4.22 marks it private, and it is the last release. */
function runKernelFunc(call: KernelCall): tf.Tensor {
  const engine = tf.engine() as unknown as { runKernelFunc(call: KernelCall): tf.Tensor };
  return engine.runKernelFunc(call);
}

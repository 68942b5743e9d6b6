import { tf } from "../engine/tf.ts";
import { differentiable } from "./differentiable.ts";

/**
 * fn(...inputs), of which nothing but the inputs is kept for the backward pass: there it is computed once more (Chen et
 * al., 2016). The same gradients bit for bit, but for tensors used outside fn too: their parts are added in another order.
 * fn draws nothing, and reaches no tensor but `inputs`, Variables and what outlives the backward pass; `variables` are
 * those that get a gradient. Gradients of gradients are not supported.
 */
export function checkpoint<T extends tf.Tensor>(
  fn: (...inputs: tf.Tensor[]) => T,
  inputs: readonly tf.Tensor[],
  variables: readonly tf.Variable[],
): T {
  return differentiable(
    [...inputs, ...variables],
    (save) => {
      save([...inputs]);
      return fn(...inputs);
    },
    (dy, saved) => {
      const wanted = [...saved, ...variables];
      const gradients = tf.tidy(() =>
        onOwnTape(() => tf.engine().gradients(() => fn(...saved), wanted, dy, true).grads),
      );
      return wanted.map((x, i) => () => gradients[i] ?? tf.zerosLike(x));
    },
  );
}

/** Run with a fresh tape: tfjs keeps the tape of the backward pass that is under way until its end. */
function onOwnTape<T>(compute: () => T): T {
  const { state } = tf.engine() as unknown as { state: TapeState };
  const { activeTape, gradientDepth } = state;
  Object.assign(state, { activeTape: undefined, gradientDepth: 0 });
  try {
    return compute();
  } finally {
    Object.assign(state, { activeTape, gradientDepth });
  }
}

/** Of tfjs-core 4.22, the last release. */
type TapeState = { activeTape: unknown; gradientDepth: number };

import type { tf } from "../engine/tf.ts";
import { differentiable } from "./differentiable.ts";

/** What `compute` returns, as a constant for the gradients around it: nothing that it makes on the way is kept. */
export function detached<T extends tf.Tensor>(compute: () => T): T {
  return differentiable(
    [],
    () => compute(),
    () => [],
  );
}

import { tf } from "../engine/tf.ts";
import { differentiable } from "./differentiable.ts";
import { runFused } from "./fused.ts";

/** Rows of a table. table f32[V,W], ids int32[…] → f32[…,W]. */
export function embedding(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  return gatherRows(table, ids);
}

/**
 * Rows of x f32[N,W] picked by indices int32[…] → f32[…,W]. The gradient adds up in the rows that were picked
 * (by scatter: tfjs wasm has no kernel for the gradient of gather).
 */
export function gatherRows(x: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const [, width = 0] = x.shape;
  return differentiable(
    [x],
    (save) => {
      save([indices]);
      return runFused("VelaGatherRows", { x, indices })?.[0] ?? tf.gather(x, indices);
    },
    (dy, [savedIndices]) => [
      () =>
        runFused("VelaScatterRows", { dy, indices: savedIndices! }, { rows: x.shape[0]! })?.[0] ??
        tf.scatterND(savedIndices!.reshape([-1, 1]), dy.reshape([-1, width]), x.shape as [number, number]),
    ],
  );
}

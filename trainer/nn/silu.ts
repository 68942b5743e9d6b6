import { tf } from "../engine/tf.ts";
import { differentiable } from "./differentiable.ts";
import { runFused } from "./fused.ts";

/** x·σ(x). */
export function silu(x: tf.Tensor): tf.Tensor {
  return differentiable(
    [x],
    (save) => {
      save([x]);
      return runFused("VelaSilu", { x })?.[0] ?? x.mul(x.sigmoid());
    },
    (dy, [savedX]) => [() => runFused("VelaSiluGrad", { dy, x: savedX! })?.[0] ?? dy.mul(slope(savedX!))],
  );
}

/** The gate of SwiGLU: silu(gate)·up, where x f32[…,2W] holds gate and then up → f32[…,W]. */
export function siluGate(x: tf.Tensor): tf.Tensor {
  return differentiable(
    [x],
    (save) => {
      save([x]);
      return runGate("VelaSiluGate", { x }) ?? plainGate(x);
    },
    (dy, [savedX]) => [() => runGate("VelaSiluGateGrad", { dy, x: savedX! }) ?? plainGateGrad(dy, savedX!)],
  );
}

/** The gate kernels move eight numbers at a time and would write past the end of a row of another width. */
function runGate(name: string, inputs: { x: tf.Tensor; dy?: tf.Tensor }): tf.Tensor | undefined {
  return inputs.x.shape.at(-1)! % 16 === 0 ? runFused(name, inputs)?.[0] : undefined;
}

function slope(x: tf.Tensor): tf.Tensor {
  const s = x.sigmoid();
  return s.mul(x.mul(tf.sub(1, s)).add(1));
}

function plainGate(x: tf.Tensor): tf.Tensor {
  const [gate, up] = tf.split(x, 2, -1);
  return gate!.mul(gate!.sigmoid()).mul(up!);
}

function plainGateGrad(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const [gate, up] = tf.split(x, 2, -1);
  const dGate = dy.mul(up!).mul(slope(gate!));
  const dUp = dy.mul(gate!).mul(gate!.sigmoid());
  return tf.concat([dGate, dUp], -1);
}

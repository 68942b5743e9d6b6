import type { tf } from "../engine/tf.ts";
import { differentiable } from "./differentiable.ts";
import { runFused } from "./fused.ts";

/** Exact GELU: x·Φ(x) with the error function, not its tanh approximation. */
export function gelu(x: tf.Tensor): tf.Tensor {
  return differentiable(
    [x],
    (save) => {
      save([x]);
      return runFused("VelaGelu", { x })?.[0] ?? x.mul(normalCdf(x));
    },
    (dy, [savedX]) => [() => runFused("VelaGeluGrad", { dy, x: savedX! })?.[0] ?? dy.mul(slope(savedX!))],
  );
}

function normalCdf(x: tf.Tensor): tf.Tensor {
  return x.mul(Math.SQRT1_2).erf().add(1).mul(0.5);
}

function slope(x: tf.Tensor): tf.Tensor {
  const density = x
    .square()
    .mul(-0.5)
    .exp()
    .mul(1 / Math.sqrt(2 * Math.PI));
  return normalCdf(x).add(x.mul(density));
}

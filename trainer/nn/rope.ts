import { tf } from "../engine/tf.ts";
import { differentiable } from "./differentiable.ts";
import { runFused } from "./fused.ts";

export type RopeTables = { cos: tf.Tensor; sin: tf.Tensor };

/**
 * Rotary position embedding of the queries and keys in qkv f32[B,S,3W], position i for token i, in Llama's
 * "rotate half" layout: value d of a head turns with value d + D/2 (Su et al., 2021, equation 34).
 */
export function ropeQueriesKeys(qkv: tf.Tensor, tables: RopeTables, heads: number): tf.Tensor {
  const { cos, sin } = tables;
  return differentiable(
    [qkv],
    (save) => {
      save([cos, sin]);
      return runFused("VelaRope", { qkv, cos, sin }, { heads, direction: 1 })?.[0] ?? rotate(qkv, cos, sin, heads);
    },
    (dy, [savedCos, savedSin]) => [
      () =>
        runFused("VelaRope", { qkv: dy, cos: savedCos!, sin: savedSin! }, { heads, direction: -1 })?.[0] ??
        rotate(dy, savedCos!, savedSin!.neg(), heads),
    ],
  );
}

/** cos and sin f32[length, headWidth/2] of position · theta^(−2i/headWidth). */
export function ropeTables(length: number, headWidth: number, theta: number): RopeTables {
  const half = headWidth / 2;
  const angles = Array.from({ length: length * half }, (_, i) => {
    return Math.floor(i / half) * theta ** (-(2 * (i % half)) / headWidth);
  });
  const table = (of: (angle: number) => number) => tf.tensor(Float32Array.from(angles, of), [length, half]);
  return { cos: table(Math.cos), sin: table(Math.sin) };
}

function rotate(qkv: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor, heads: number): tf.Tensor {
  const [batch = 0, length = 0, width = 0] = qkv.shape;
  const [turned, values] = tf.split(qkv, [(2 * width) / 3, width / 3], -1) as [tf.Tensor, tf.Tensor];
  const half = width / 3 / heads / 2;
  const [low, high] = tf.split(turned.reshape([batch, length, 2 * heads, 2, half]), 2, 3) as [tf.Tensor, tf.Tensor];
  const c = cos.reshape([length, 1, 1, half]);
  const s = sin.reshape([length, 1, 1, half]);
  const pair = tf.concat([low.mul(c).sub(high.mul(s)), high.mul(c).add(low.mul(s))], 3);
  return tf.concat([pair.reshape(turned.shape), values], -1);
}

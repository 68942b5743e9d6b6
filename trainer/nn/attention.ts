// B batch · Q queries · S keys · H heads · D width of a head · W = H·D
import { tf } from "../engine/tf.ts";
import { differentiable } from "./differentiable.ts";
import { runFused } from "./fused.ts";

export type AttentionOptions = {
  heads: number;
  /** f32[B,S], added to the scores of each key: 0 to see it, HIDDEN_KEY to hide it. */
  keyBias?: tf.Tensor | undefined;
  /** Query i sees the keys 0 … i only. */
  causal?: boolean;
};

/** Large enough for exp to give exactly 0, small enough to stay finite when scores are added. */
export const HIDDEN_KEY = -1e9;

/**
 * Multi-head softmax(q·kᵀ/√D + bias)·v. q f32[B,Q,W] or [1,Q,W] (the same queries for every row of the batch),
 * k and v f32[B,S,W] → f32[B,Q,W]. No gradient goes into keyBias.
 */
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, options: AttentionOptions): tf.Tensor {
  const { heads, keyBias, causal = false } = options;
  return differentiable(
    [q, k, v],
    (save) => {
      const inputs = { q, k, v, keyBias };
      const [out, weights] = runFused("VelaAttention", inputs, { heads, causal }) ?? plainForward(q, k, v, options);
      save([q, k, v, weights!]);
      return out!;
    },
    (dy, [savedQ, savedK, savedV, weights]) => {
      const inputs = { dy, q: savedQ!, k: savedK!, v: savedV!, weights: weights! };
      const gradients = runFused("VelaAttentionGrad", inputs, { heads }) ?? tf.tidy(() => plainBackward(inputs, heads));
      return gradients.map((gradient) => () => gradient);
    },
  );
}

/** Attention of a sequence to itself; qkv f32[B,S,3W] holds queries, keys and values side by side → f32[B,S,W]. */
export function selfAttention(qkv: tf.Tensor, options: AttentionOptions): tf.Tensor {
  const { heads, keyBias, causal = false } = options;
  return differentiable(
    [qkv],
    (save) => {
      const fused = runFused("VelaSelfAttention", { qkv, keyBias }, { heads, causal });
      const [out, weights] = fused ?? plainForward(...(tf.split(qkv, 3, -1) as Triple), options);
      save([qkv, weights!]);
      return out!;
    },
    (dy, [savedQkv, weights]) => {
      const fused = runFused("VelaSelfAttentionGrad", { dy, qkv: savedQkv!, weights: weights! }, { heads });
      return [() => fused?.[0] ?? plainSelfBackward(dy, savedQkv!, weights!, heads)];
    },
  );
}

type Triple = [tf.Tensor, tf.Tensor, tf.Tensor];
type Backward = { dy: tf.Tensor; q: tf.Tensor; k: tf.Tensor; v: tf.Tensor; weights: tf.Tensor };

/** Returns the output and, for the backward pass, the attention weights f32[B,H,Q,S]. */
function plainForward(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, options: AttentionOptions): tf.Tensor[] {
  const { heads, keyBias, causal = false } = options;
  const q_BHQD = splitHeads(repeatTo(q, k.shape[0]!), heads);
  const k_BHDS = splitHeads(k, heads).transpose([0, 1, 3, 2]);
  let scores = tf.matMul(q_BHQD, k_BHDS).mul(scaleOf(k, heads));
  if (keyBias) scores = scores.add(keyBias.expandDims(1).expandDims(1));
  if (causal) scores = scores.add(futureBias(q.shape[1]!, k.shape[1]!));
  const weights = tf.softmax(scores);
  return [joinHeads(tf.matMul(weights, splitHeads(v, heads))), weights];
}

function plainBackward({ dy, q, k, v, weights }: Backward, heads: number): tf.Tensor[] {
  const scale = scaleOf(k, heads);
  const dy_BHQD = splitHeads(dy, heads);
  const transposed = (x: tf.Tensor) => x.transpose([0, 1, 3, 2]);
  const dWeights = tf.matMul(dy_BHQD, transposed(splitHeads(v, heads)));
  const along = dWeights.mul(weights).sum(-1, true);
  const dScores = dWeights.sub(along).mul(weights).mul(scale);
  const dq = joinHeads(tf.matMul(dScores, splitHeads(k, heads)));
  const dk = joinHeads(tf.matMul(transposed(dScores), splitHeads(repeatTo(q, k.shape[0]!), heads)));
  const dv = joinHeads(tf.matMul(transposed(weights), dy_BHQD));
  return [q.shape[0] === k.shape[0] ? dq : dq.sum(0, true), dk, dv];
}

function plainSelfBackward(dy: tf.Tensor, qkv: tf.Tensor, weights: tf.Tensor, heads: number): tf.Tensor {
  const [q, k, v] = tf.split(qkv, 3, -1) as Triple;
  return tf.concat(plainBackward({ dy, q, k, v, weights }, heads), -1);
}

function scaleOf(k: tf.Tensor, heads: number): number {
  return 1 / Math.sqrt(k.shape[2]! / heads);
}

function splitHeads(x: tf.Tensor, heads: number): tf.Tensor {
  const [batch = 0, length = 0, width = 0] = x.shape;
  return tf.transpose(x.reshape([batch, length, heads, width / heads]), [0, 2, 1, 3]);
}

function joinHeads(x: tf.Tensor): tf.Tensor {
  const [batch = 0, heads = 0, length = 0, width = 0] = x.shape;
  return x.transpose([0, 2, 1, 3]).reshape([batch, length, heads * width]);
}

function repeatTo(q: tf.Tensor, batch: number): tf.Tensor {
  return q.shape[0] === batch ? q : q.tile([batch, 1, 1]);
}

function futureBias(queries: number, keys: number): tf.Tensor {
  const bias = Float32Array.from({ length: queries * keys }, (_, i) =>
    i % keys > Math.floor(i / keys) ? HIDDEN_KEY : 0,
  );
  return tf.tensor(bias, [queries, keys]);
}

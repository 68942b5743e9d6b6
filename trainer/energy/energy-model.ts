// B contexts · L context tokens · K steps of a chunk · A action dims · W hidden width
import { tf } from "../engine/tf.ts";
import { applyMlpResnet, initMlpResnet, type MlpResnetParams } from "../models/mlp-resnet.ts";
import { attention, HIDDEN_KEY } from "../nn/attention.ts";
import { dropout } from "../nn/dropout.ts";
import { normalVariable, zerosVariable } from "../nn/init.ts";
import { initLinear, type LinearParams, linear } from "../nn/linear.ts";
import { silu } from "../nn/silu.ts";
import type { Rng } from "../rng.ts";
import { type EnergyOutput, energyOfSteps } from "./energy-output.ts";
import { positionTable } from "./position-table.ts";

export type EnergyParams = {
  state_linear: MlpResnetParams;
  action_linear: MlpResnetParams;
  /** torch.nn.MultiheadAttention: rows of in_proj are queries, keys, values. */
  cross: { in_proj_weight: tf.Variable; in_proj_bias: tf.Variable; out_proj: LinearParams };
  prediction_head: MlpResnetParams;
};

export type EnergyDims = { stateDim: number; actionDim: number; hidden: number };
export type EnergyOptions = { heads: number; output: EnergyOutput };

/** What an energy is asked of. Actions are normalised, everywhere: in training and in use. */
export type EnergyInputs = {
  /** f32[B,L,D], detached hidden states of the policy. */
  context: tf.Tensor3D;
  /** f32[B,L], 1 = this context token is ignored; at least one per row must not be. Absent: all are seen. */
  contextMask?: tf.Tensor2D | undefined;
  /** f32[B,K,A]. */
  actions: tf.Tensor3D;
  /** f32[B,K,W] for nn/dropout, in training only. One mask per chunk, shared by all contexts it is paired with. */
  keep?: tf.Tensor3D | undefined;
};

/** Energy of each context with its own chunk, low where they belong together → f32[B]. */
export function applyEnergy(params: EnergyParams, inputs: EnergyInputs, options: EnergyOptions): tf.Tensor1D {
  return energies(params, queries(params, inputs), inputs, options).flatten();
}

/** Energies of all pairs, E[i,j] of context i with chunk j → f32[B,B]. Contexts and chunks are mapped once each. */
export function pairEnergies(params: EnergyParams, inputs: EnergyInputs, options: EnergyOptions): tf.Tensor2D {
  const q_BKW = queries(params, inputs);
  const [chunks, steps, width] = q_BKW.shape as [number, number, number];
  return energies(params, q_BKW.reshape([1, chunks * steps, width]), inputs, options);
}

export function initEnergy(rng: Rng, { stateDim, actionDim, hidden }: EnergyDims): EnergyParams {
  const mlp = (name: string, inWidth: number, out: number, blocks: number) =>
    initMlpResnet(rng.fork(name), { in: inWidth, hidden, out, blocks });
  return {
    state_linear: mlp("state", stateDim, hidden, 1),
    action_linear: mlp("action", actionDim, hidden, 1),
    cross: {
      in_proj_weight: normalVariable(rng.fork("in_proj"), [3 * hidden, hidden], 1 / Math.sqrt(hidden)),
      in_proj_bias: zerosVariable([3 * hidden]),
      out_proj: initLinear(rng.fork("out_proj"), hidden, hidden),
    },
    prediction_head: mlp("head", hidden, 1, 2),
  };
}

function queries({ action_linear, cross }: EnergyParams, { actions, keep }: EnergyInputs): tf.Tensor {
  const [, steps] = actions.shape;
  const { query } = projections(cross);
  const mapped = applyMlpResnet(action_linear, actions, silu);
  return linear(query, dropout(mapped.add(positionTable(steps, mapped.shape[2]!)), keep));
}

/** q f32[B,K,W], or f32[1,n·K,W] when every context meets the same n chunks → f32[B,1] or f32[B,n]. */
function energies(params: EnergyParams, q: tf.Tensor, inputs: EnergyInputs, options: EnergyOptions): tf.Tensor2D {
  const { context, contextMask, actions } = inputs;
  const { keysValues } = projections(params.cross);
  const [k, v] = tf.split(linear(keysValues, applyMlpResnet(params.state_linear, context, silu)), 2, 2);
  const keyBias = contextMask?.mul(HIDDEN_KEY);
  const z = linear(params.cross.out_proj, attention(q, k!, v!, { heads: options.heads, keyBias }));
  const head = (x: tf.Tensor) => applyMlpResnet(params.prediction_head, x, silu);
  const [batch, rows, width] = z.shape as [number, number, number];
  return energyOfSteps(z.reshape([batch, rows / actions.shape[1], actions.shape[1], width]), head, options.output);
}

function projections({ in_proj_weight, in_proj_bias }: EnergyParams["cross"]) {
  const [, width = 0] = in_proj_weight.shape;
  const [queryWeight, restWeight] = tf.split(in_proj_weight as tf.Tensor, [width, 2 * width], 0);
  const [queryBias, restBias] = tf.split(in_proj_bias as tf.Tensor, [width, 2 * width], 0);
  return {
    query: { weight: queryWeight!, bias: queryBias! },
    keysValues: { weight: restWeight!, bias: restBias! },
  };
}

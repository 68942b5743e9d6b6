// B contexts · L context tokens · n chunks a context · K steps of a chunk · A action dims · W hidden width
import type { EnergyOutput } from "../contract/info-nce-bounds.ts";
import { tf } from "../engine/tf.ts";
import { applyMlpResnet, initMlpResnet, type MlpResnetParams } from "../models/mlp-resnet.ts";
import { attention, HIDDEN_KEY } from "../nn/attention.ts";
import { dropout } from "../nn/dropout.ts";
import { normalVariable, zerosVariable } from "../nn/init.ts";
import { initLinear, type LinearParams, linear } from "../nn/linear.ts";
import { silu } from "../nn/silu.ts";
import type { Rng } from "../rng.ts";
import { energyOfSteps } from "./energy-output.ts";
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

export type ContextInputs = {
  /** f32[B,L,D], detached hidden states of the policy. */
  context: tf.Tensor3D;
  /** f32[B,L], 1 = this context token is ignored; at least one per row must not be. Absent: all are seen. */
  contextMask?: tf.Tensor2D | undefined;
};

/** What an energy is asked of. Actions are normalised, everywhere: in training and in use. */
export type EnergyInputs = ContextInputs & {
  /** f32[B,K,A]. */
  actions: tf.Tensor3D;
  /**
   * f32[B,K,W] for nn/dropout, in training only. One mask per row, shared by all contexts that its chunk is paired with
   * (the original draws one for each of the B² pairs): a chunk is then encoded once.
   */
  keep?: tf.Tensor3D | undefined;
};

/** Contexts as the attention sees them: keys and values f32[B,L,W], keyBias f32[B,L]. Made once, met by many chunks. */
export type MappedContext = { keys: tf.Tensor; values: tf.Tensor; keyBias: tf.Tensor | undefined };

/** Energy of each context with its own chunk, low where they belong together → f32[B]. */
export function applyEnergy(params: EnergyParams, inputs: EnergyInputs, options: EnergyOptions): tf.Tensor1D {
  const [, steps] = inputs.actions.shape;
  return energies(params, encodeChunks(params, inputs), mapContext(params, inputs), { ...options, steps }).flatten();
}

/** Energies of all pairs, E[i,j] of context i with chunk j → f32[B,B]. Contexts and chunks are mapped once each. */
export function pairEnergies(params: EnergyParams, inputs: EnergyInputs, options: EnergyOptions): tf.Tensor2D {
  const q_BKW = encodeChunks(params, inputs);
  const [chunks, steps, width] = q_BKW.shape as [number, number, number];
  const shared = q_BKW.reshape([1, chunks * steps, width]);
  return energies(params, shared, mapContext(params, inputs), { ...options, steps });
}

/** Chunks as queries of the cross-attention, with positions and dropout. actions f32[N,K,A] → f32[N,K,W]. */
export function encodeChunks(
  { action_linear, cross }: EnergyParams,
  { actions, keep }: Pick<EnergyInputs, "actions" | "keep">,
): tf.Tensor {
  const [, steps] = actions.shape;
  const { query } = projections(cross);
  const mapped = applyMlpResnet(action_linear, actions, silu);
  return linear(query, dropout(mapped.add(positionTable(steps, mapped.shape[2]!)), keep));
}

export function mapContext(params: EnergyParams, { context, contextMask }: ContextInputs): MappedContext {
  const { keysValues } = projections(params.cross);
  const [keys, values] = tf.split(linear(keysValues, applyMlpResnet(params.state_linear, context, silu)), 2, 2);
  return { keys: keys!, values: values!, keyBias: contextMask?.mul(HIDDEN_KEY) };
}

/** Queries f32[B,n·K,W], or f32[1,n·K,W] when every context meets the same n chunks → energies f32[B,n]. */
export function energies(
  params: EnergyParams,
  queries: tf.Tensor,
  { keys, values, keyBias }: MappedContext,
  { heads, output, steps }: EnergyOptions & { steps: number },
): tf.Tensor2D {
  const z = linear(params.cross.out_proj, attention(queries, keys, values, { heads, keyBias }));
  const head = (x: tf.Tensor) => applyMlpResnet(params.prediction_head, x, silu);
  const [batch, rows, width] = z.shape as [number, number, number];
  return energyOfSteps(z.reshape([batch, rows / steps, steps, width]), head, output);
}

/** Energies of each context with n chunks of its own: chunks f32[B,n,K,A] → f32[B,n]. `keep` f32[B,K,W] serves all n. */
export function chunkEnergies(
  params: EnergyParams,
  { chunks, keep, mapped }: { chunks: tf.Tensor4D; keep?: tf.Tensor3D | undefined; mapped: MappedContext },
  options: EnergyOptions,
): tf.Tensor2D {
  const [batch, count, steps, dims] = chunks.shape;
  const tiled = keep
    ?.expandDims(1)
    .tile([1, count, 1, 1])
    .reshape<tf.Tensor3D>([batch * count, steps, keep.shape[2]]);
  const queries = encodeChunks(params, { actions: chunks.reshape([batch * count, steps, dims]), keep: tiled });
  return energies(params, queries.reshape([batch, count * steps, queries.shape[2]!]), mapped, { ...options, steps });
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

function projections({ in_proj_weight, in_proj_bias }: EnergyParams["cross"]) {
  const [, width = 0] = in_proj_weight.shape;
  const [queryWeight, restWeight] = tf.split(in_proj_weight as tf.Tensor, [width, 2 * width], 0);
  const [queryBias, restBias] = tf.split(in_proj_bias as tf.Tensor, [width, 2 * width], 0);
  return {
    query: { weight: queryWeight!, bias: queryBias! },
    keysValues: { weight: restWeight!, bias: restBias! },
  };
}

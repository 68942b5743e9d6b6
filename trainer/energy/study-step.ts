// B rows · M noisy chunks a row · K steps · A action dims
import type { TrainConfig } from "../contract/config.ts";
import type { Feeds } from "../engine/engine.ts";
import { tf } from "../engine/tf.ts";
import type { Inputs } from "../forward.ts";
import { createRng } from "../rng.ts";
import { correctActions } from "./correct-actions.ts";
import type { EnergySide } from "./energy-loss.ts";
import { applyEnergy, chunkEnergies, encodeChunks, energies, mapContext } from "./energy-model.ts";

/** Spreads of the noise laid on the expert's chunk, in normalised units: 0, 0.05, … 1. */
export const NOISE_LEVELS = Array.from({ length: 21 }, (_, i) => i / 20);

/** Chunks near the policy's own among which the energy may choose, and their spread. */
export const RIVALS = { count: 16, sigma: 0.2 };

/** The corrections that are tried; the clip is the original's default. */
export const CORRECTIONS = [0.1, 0.5, 1].flatMap((alpha) => [1, 4].map((k) => ({ alpha, k, clipFrac: 0.2 })));

/** What is asked of the energy model about one batch, all of it without dropout; names of the outputs as `measure` reads. */
export function studyStep(
  model: EnergySide,
  { energy }: TrainConfig,
  inputs: Inputs,
  { actions: policy, context }: { actions: tf.Tensor3D; context: tf.Tensor3D },
): Record<string, tf.Tensor> {
  const params = model.energy!;
  const expert = inputs.actions as tf.Tensor3D;
  const [rows, steps] = expert.shape;
  const contextMask = inputs.contextMask!.slice([0, 0], [rows, model.contextLength]) as tf.Tensor2D;
  const mapped = mapContext(params, { context, contextMask });
  const queries = encodeChunks(params, { actions: expert });
  const ofChunks = (chunks: tf.Tensor) => chunkEnergies(params, { chunks: chunks as tf.Tensor4D, mapped }, energy);
  const noisy = expert.expandDims(1).add(inputs.expertNoise!);
  const rivals = tf.concat([policy.expandDims(1), policy.expandDims(1).add(inputs.rivalNoise!)], 1);
  return {
    pairs: energies(params, queries.reshape([1, rows * steps, queries.shape[2]!]), mapped, { ...energy, steps }),
    policyError: errorOf(policy, expert),
    noisyEnergy: ofChunks(noisy),
    noisyError: errorOf(noisy, expert.expandDims(1)),
    rivalEnergy: ofChunks(rivals),
    rivalError: errorOf(rivals, expert.expandDims(1)),
    ...corrections(),
  };

  function corrections() {
    const outputs: Record<string, tf.Tensor> = {};
    for (const [i, options] of CORRECTIONS.entries()) {
      const chunk = correctActions(params, { actions: policy, context, contextMask }, { ...energy, ...options });
      outputs[`correctedError${i}`] = errorOf(chunk, expert);
      outputs[`correctedEnergy${i}`] = applyEnergy(params, { actions: chunk, context, contextMask }, energy);
    }
    return outputs;
  }
}

/** The noise that `studyStep` lays on chunks, a function of the key alone. */
export function studyFeeds(key: string, rows: number, { chunk, actionDim }: EnergySide["dims"]): Feeds {
  const rng = createRng(key);
  const normals = (sigmas: number[]) => {
    const width = chunk * actionDim;
    const data = Float32Array.from(
      { length: rows * sigmas.length * width },
      (_, i) => sigmas[Math.floor(i / width) % sigmas.length]! * rng.normal(),
    );
    return { data, shape: [rows, sigmas.length, chunk, actionDim], dtype: "float32" as const };
  };
  return {
    expertNoise: normals(NOISE_LEVELS),
    rivalNoise: normals(Array.from({ length: RIVALS.count }, () => RIVALS.sigma)),
  };
}

/** Mean |a − b| over a chunk. */
function errorOf(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const difference = a.sub(b).abs();
  return difference.mean([difference.rank - 2, difference.rank - 1]);
}

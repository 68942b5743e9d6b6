import type { Feeds } from "../engine/engine.ts";
import type { tf } from "../engine/tf.ts";
import { ADAPTER, type Adapter } from "../nn/adapter.ts";
import { createRng } from "../rng.ts";
import type { Params } from "../tree.ts";
import { mapLayers } from "./inject.ts";
import { keepMask } from "./keep-mask.ts";

/** The tree for one training step: adapters drop parts of their input. `seed` is the step's, from `loraFeeds`. */
export function withDropout<T extends Params>(params: T, rate: number, seed: tf.Tensor1D): T {
  return mapLayers(params, "", (layer) => {
    const adapter = (layer as { [ADAPTER]?: Adapter })[ADAPTER];
    return adapter
      ? { ...layer, [ADAPTER]: { ...adapter, drop: (x: tf.Tensor) => drop(x, rate, seed, adapter) } }
      : layer;
  }) as T;
}

/** What is random in LoRA: a seed of its dropout for the batch with this number. Nothing without dropout. */
export function loraFeeds(
  batchNumber: number,
  { lora, training }: { lora: { enabled: boolean; dropout: number }; training: { seed: number } },
): Feeds {
  if (!lora.enabled || lora.dropout === 0) return {};
  const rng = createRng(`${training.seed}/lora-dropout/${batchNumber}`);
  const data = Float32Array.from({ length: SEEDS }, () => rng.int(SEED_END));
  return { loraSeed: { data, shape: [SEEDS], dtype: "float32" } };
}

const SEEDS = 4;
const SEED_END = 2027;

function drop(x: tf.Tensor, rate: number, seed: tf.Tensor1D, { index }: Adapter): tf.Tensor {
  const width = x.shape.at(-1)!;
  return x.mul(keepMask([x.size / width, width], rate, seed, 3 * index).reshape(x.shape));
}

import type { TrainConfig } from "../contract/config.ts";
import type { Engine } from "../engine/engine.ts";
import type { tf } from "../engine/tf.ts";
import type { Dtype } from "../safetensors/dtype.ts";

/** A tensor of a checkpoint: read from the engine when its turn comes, f32, and stored as `dtype`. */
export type SavedTensor = { shape: readonly number[]; dtype: Dtype; read(engine: Engine): Promise<Float32Array> };

export const STORED = { f32: "F32", bf16: "BF16", f16: "F16" } as const satisfies Record<
  TrainConfig["training"]["precision"],
  Dtype
>;

/** Variables as they are stored: rounded to a half type, or exactly. */
export function savedTensors(leaves: ReadonlyMap<string, tf.Variable>, dtype: Dtype = "F32"): Map<string, SavedTensor> {
  return new Map(
    [...leaves].map(([name, leaf]) => [name, { shape: leaf.shape, dtype, read: (engine) => engine.read(leaf) }]),
  );
}

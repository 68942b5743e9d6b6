import { tf } from "#trainer/engine/tf.ts";
import { findActionSlots } from "#trainer/models/action-slots.ts";
import type { VlaDims } from "#trainer/models/dims.ts";
import type { VlaBatch } from "#trainer/models/vla.ts";
import { toInt32 } from "#trainer/safetensors/dtype.ts";
import { floatTensor, type Golden, golden, intTensor } from "../golden.ts";

/** Shapes of the golden case openvla_tiny. */
export const TINY_DIMS: VlaDims = {
  imageSize: 28,
  numImages: 1,
  towers: "dinosiglip",
  dino: { patch: 7, width: 24, depth: 3, heads: 4, mlp: 96, registers: 4 },
  siglip: { patch: 7, width: 20, depth: 4, heads: 4, mlp: 74 },
  llama: { vocab: 384, width: 32, layers: 3, heads: 4, mlp: 64, rmsEps: 1e-6, ropeTheta: 10000 },
  chunk: 8,
  actionDim: 7,
  proprioDim: null,
  headHidden: 32,
  film: null,
};

/** A variant's batch of openvla_tiny: "img1_noproprio" and so on. */
export function goldenBatch(inputs: Golden, name: string, dims: VlaDims): VlaBatch {
  const { data, shape } = golden(inputs, `${name}.labels`);
  const [rows = 0, length = 0] = shape;
  const count = dims.chunk * dims.actionDim;
  const { mask, slots } = findActionSlots(toInt32(data), { rows, count, actionTokenBegin: 63 });
  return {
    pixels: floatTensor(inputs, `${name}.pixel_values`) as tf.Tensor4D,
    inputIds: intTensor(inputs, `${name}.input_ids`) as tf.Tensor2D,
    attentionMask: floatTensor(inputs, `${name}.attention_mask`) as tf.Tensor2D,
    actionMask: tf.tensor2d(mask, [rows, length]),
    actionSlots: tf.tensor2d(slots, [rows, count], "int32"),
    proprio: dims.proprioDim === null ? undefined : (floatTensor(inputs, `${name}.proprio`) as tf.Tensor2D),
  };
}

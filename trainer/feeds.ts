import type { Batch } from "./data/collate.ts";
import { IGNORE_INDEX } from "./data/prompt.ts";
import { buildContextMask } from "./energy/context-mask.ts";
import type { Feed, Feeds } from "./engine/engine.ts";
import { countPatches, type VlaDims } from "./models/dims.ts";

/**
 * A batch as inputs of a step: pixels f32[B,6n,h,w], inputIds int32[B,S], attentionMask f32[B,S], actionMask f32[B,S],
 * actionSlots int32[B,N], actions f32[B,K,A], contextMask f32[B,L] (1 = the energy model ignores it), proprio f32[B,p].
 */
export function batchFeeds(batch: Batch, dims: VlaDims): Feeds {
  const { size, textLength } = batch;
  const slots = findSlots(batch, dims.chunk * dims.actionDim);
  const text = [size, textLength];
  const actionMask = maskOf(slots, size, textLength);
  const numPatches = countPatches(dims);
  return {
    pixels: float(batch.pixelValues, [size, 6 * dims.numImages, dims.imageSize, dims.imageSize]),
    inputIds: { data: batch.inputIds, shape: text, dtype: "int32" },
    attentionMask: float(Float32Array.from(batch.attentionMask), text),
    actionMask: float(actionMask, text),
    actionSlots: { data: slots, shape: [size, slots.length / size], dtype: "int32" },
    actions: float(batch.actions, [size, dims.chunk, dims.actionDim]),
    contextMask: float(buildContextMask(actionMask, { rows: size, numPatches }).mask, [size, textLength + numPatches]),
    ...(dims.proprioDim !== null && { proprio: float(batch.proprio, [size, dims.proprioDim]) }),
  };
}

/** A number that changes from step to step. */
export function scalarFeed(value: number): Feed {
  return float(Float32Array.of(value), []);
}

function float(data: Float32Array, shape: number[]): Feed {
  return { data, shape, dtype: "float32" };
}

/** Text positions of the action placeholders: the supervised tokens without the stop token that follows them. */
function findSlots({ size, textLength, labels }: Batch, perSample: number): Int32Array {
  const slots = new Int32Array(size * perSample);
  for (let b = 0; b < size; b++) {
    const row = labels.subarray(b * textLength, (b + 1) * textLength);
    const first = row.findIndex((label) => label !== IGNORE_INDEX);
    for (let i = 0; i < perSample; i++) slots[b * perSample + i] = first + i;
  }
  return slots;
}

function maskOf(slots: Int32Array, size: number, textLength: number): Float32Array {
  const mask = new Float32Array(size * textLength);
  const perSample = slots.length / size;
  for (const [i, slot] of slots.entries()) mask[Math.floor(i / perSample) * textLength + slot] = 1;
  return mask;
}

import type { Batch } from "../data/collate.ts";
import { buildContextMask } from "../energy/context-mask.ts";
import type { Feed, Feeds } from "../engine/engine.ts";
import { findActionSlots } from "../models/action-slots.ts";
import { countPatches, type VlaDims } from "../models/dims.ts";
import { channelsPerImage } from "../models/towers.ts";

/**
 * A batch as inputs of a step: pixels f32[B,C·n,h,w], inputIds int32[B,S], attentionMask f32[B,S], actionMask f32[B,S],
 * actionSlots int32[B,N], actions f32[B,K,A], contextMask f32[B,L] (1 = the energy model ignores it), proprio f32[B,p].
 */
export function batchFeeds(batch: Batch, dims: VlaDims): Feeds {
  const { size, textLength } = batch;
  const text = [size, textLength];
  const { mask: actionMask, slots } = findActionSlots(batch.labels, {
    rows: size,
    count: dims.chunk * dims.actionDim,
    actionTokenBegin: batch.actionTokenBegin,
  });
  const numPatches = countPatches(dims);
  return {
    pixels: float(batch.pixelValues, [
      size,
      channelsPerImage(dims.towers) * dims.numImages,
      dims.imageSize,
      dims.imageSize,
    ]),
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

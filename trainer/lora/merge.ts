import type { Engine } from "../engine/engine.ts";
import { tf } from "../engine/tf.ts";
import { isFilmName, plainName } from "../models/film-names.ts";
import { ADAPTER, type Adapted } from "../nn/adapter.ts";
import { flatten, type Params } from "../tree.ts";
import { mapLayers } from "./inject.ts";
import { isAdapterName } from "./peft.ts";

/** A tensor that is read from the engine when its turn comes. */
export type LazyTensor = { name: string; shape: readonly number[]; data: () => Promise<Float32Array> };

/**
 * The tensors of a base model under their plain names, adapters merged into the weights; those of FiLM are left out.
 * Each is read when asked for, so one at a time is in memory.
 */
export function mergedTensors(base: Params, engine: Engine): LazyTensor[] {
  const adapters = adaptersByWeight(base);
  return [...flatten(base)]
    .filter(([name]) => !isAdapterName(name) && !isFilmName(name))
    .map(([name, leaf]) => ({
      name: plainName(name),
      shape: leaf.shape,
      data: () => mergedWeight(engine, leaf, adapters.get(leaf)),
    }));
}

/** W + alpha/r · B·A, f32 in the shape of W: what a layer and its adapter compute together (peft's merge). */
export async function mergedWeight(engine: Engine, weight: tf.Variable, adapter?: Adapted): Promise<Float32Array> {
  const data = await engine.read(weight);
  if (!adapter) return data;
  const { lora_A, lora_B, [ADAPTER]: scaled } = adapter;
  const [a, b] = [await engine.read(lora_A!.weight), await engine.read(lora_B!.weight)];
  const [rank = 0] = lora_A!.weight.shape;
  const merged = tf.tidy(() => {
    const change = tf.matMul(tf.tensor(b, [b.length / rank, rank]), tf.tensor(a, [rank, a.length / rank]));
    return tf.tensor(data, [data.length]).add(change.mul(scaled!.scaling).reshape([data.length]));
  });
  const result = Float32Array.from(await merged.data());
  merged.dispose();
  return result;
}

function adaptersByWeight(base: Params): Map<tf.Variable, Adapted> {
  const found = new Map<tf.Variable, Adapted>();
  mapLayers(base, "", (layer) => {
    if (ADAPTER in layer) found.set(layer.weight as tf.Variable, layer as Adapted);
    return layer;
  });
  return found;
}

import { tf } from "../engine/tf.ts";
import { ADAPTER, type Adapted } from "../nn/adapter.ts";
import { normalVariable, zerosVariable } from "../nn/init.ts";
import type { Rng } from "../rng.ts";
import { flatten, type Params } from "../tree.ts";
import { adapterShape } from "./adapter-shapes.ts";

/** Alpha when the config leaves it open (origin §5.10). */
export function defaultAlpha(rank: number): number {
  return Math.min(rank, 16);
}

export type LoraShape = { rank: number; alpha: number };

/**
 * The same tree with adapters beside the named modules: A from N(0, 1/r²), B zero, so that nothing changes yet
 * (peft's "gaussian"). The leaves are shared with `params`.
 */
export function injectLora<T extends Params>(
  params: T,
  modules: readonly string[],
  { rank, alpha, rng }: LoraShape & { rng: Rng },
): T {
  const index = new Map(modules.map((module, i) => [module, i]));
  const tree = mapLayers(params, "", (layer, module) => {
    const found = index.get(module);
    return found === undefined ? layer : { ...layer, ...drawAdapter(layer, rng.fork(module), { rank, alpha }, found) };
  });
  const absent = modules.filter((module) => !flatten(tree).has(`${module}.lora_A.weight`));
  if (absent.length > 0) throw new Error(`expected layers to adapt, but the model has no ${absent.join(", ")}`);
  return tree as T;
}

/** Take every leaf out of training, but those that `stays` names. */
export function freeze(params: Params, stays: (name: string) => boolean): void {
  for (const [name, leaf] of flatten(params)) if (!stays(name)) leaf.trainable = false;
}

/** A tree with each layer, a folder that holds a weight, replaced; what stands under symbols is kept. */
export function mapLayers(params: Params, path: string, change: (layer: Params, path: string) => Params): Params {
  const children = Object.entries(params).map(([name, child]) => [name, mapChild(child, join(path, name), change)]);
  const copy = { ...params, ...Object.fromEntries(children) };
  return copy.weight instanceof tf.Variable ? change(copy, path) : copy;
}

function mapChild(child: Params[string], path: string, change: (layer: Params, path: string) => Params) {
  return child === undefined || child instanceof tf.Variable ? child : mapLayers(child, path, change);
}

function drawAdapter(layer: Params, rng: Rng, { rank, alpha }: LoraShape, index: number): Adapted & Params {
  const { lora_A, lora_B } = adapterShape((layer.weight as tf.Variable).shape, rank);
  return {
    lora_A: { weight: normalVariable(rng, lora_A, 1 / rank) },
    lora_B: { weight: zerosVariable(lora_B) },
    [ADAPTER]: { scaling: alpha / rank, index },
  };
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

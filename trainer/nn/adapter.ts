import type { tf } from "../engine/tf.ts";

/** What an adapter needs besides its matrices. */
export type Adapter = {
  /** alpha / rank. */
  scaling: number;
  /** Its place among the adapters of the model: two layers draw different dropout. */
  index: number;
  /** Dropout on its input, for one training step. */
  drop?: ((x: tf.Tensor) => tf.Tensor) | undefined;
};

/** Key of a layer's Adapter; a symbol, because what stands under names is a parameter. */
export const ADAPTER = Symbol("adapter");

/**
 * What LoRA adds to a layer (Hu et al., 2021), names as in PEFT: lora_A.weight f32[r,in] and lora_B.weight f32[out,r],
 * for a patch convolution f32[r,c,p,p] and f32[out,r,1,1].
 */
export type Adapted = {
  lora_A?: { weight: tf.Variable };
  lora_B?: { weight: tf.Variable };
  [ADAPTER]?: Adapter;
};

type Product = (layer: { weight: tf.Tensor }, x: tf.Tensor) => tf.Tensor;

/** drop(x)·Aᵀ·Bᵀ · alpha/r, to be added to the layer's own output; null when the layer has no adapter. */
export function adapterOutput(layer: Adapted, x: tf.Tensor, product: Product): tf.Tensor | null {
  const { lora_A, lora_B, [ADAPTER]: adapter } = layer;
  if (!lora_A || !lora_B) return null;
  if (!adapter) throw new Error("expected the scaling of an adapted layer, but its tree was copied by names alone");
  const { scaling, drop } = adapter;
  const inner = product(lora_A, drop ? drop(x) : x);
  return product(lora_B, scaling === 1 ? inner : inner.mul(scaling));
}

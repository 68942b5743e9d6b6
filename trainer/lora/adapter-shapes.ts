import type { Shapes } from "./targets.ts";

/**
 * Shapes of the adapters' tensors by name, as in PEFT: A f32[r,in], B f32[out,r]; beside a patch convolution
 * A is one of the same kernel with r outputs, B a 1 × 1 one.
 */
export function adapterShapes(shapes: Shapes, modules: readonly string[], rank: number): Map<string, number[]> {
  return new Map(
    modules.flatMap((module) => {
      const weight = shapes.get(`${module}.weight`);
      if (!weight) throw new Error(`expected a weight of the adapted layer ${module}, but the model has none`);
      const { lora_A, lora_B } = adapterShape(weight, rank);
      return [
        [`${module}.lora_A.weight`, lora_A],
        [`${module}.lora_B.weight`, lora_B],
      ] as const;
    }),
  );
}

/** Shapes of one adapter beside a weight [out,in] or [out,c,p,p]. */
export function adapterShape([out = 0, ...kernel]: readonly number[], rank: number) {
  return { lora_A: [rank, ...kernel], lora_B: [out, rank, ...kernel.slice(1).map(() => 1)] };
}

import { type Heap, type KernelTable, sizeOf, type Wasm } from "../heap.ts";

/** LayerScale and its gradients by the branch and by the scale. */
export function residualKernels({ at, make, zeros }: Heap, wasm: Wasm): KernelTable {
  return {
    VelaScaledResidual({ x, y, scale }) {
      const width = sizeOf(scale!);
      const out = make(x!.shape);
      wasm.scaledResidual!(at(x), at(y), at(scale), at(out), sizeOf(x!) / width, width);
      return out;
    },
    VelaScaledResidualGrad({ dy, y, scale }) {
      const width = sizeOf(scale!);
      const gradients = [make(y!.shape), zeros([width])];
      wasm.scaledResidualGrad!(at(dy), at(y), at(scale), ...gradients.map(at), sizeOf(y!) / width, width);
      return gradients;
    },
  };
}

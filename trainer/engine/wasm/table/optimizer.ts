import { type Heap, type KernelTable, sizeOf, type Wasm } from "../heap.ts";

/** AdamW and the norm of the gradients that clips it. */
export function optimizerKernels({ at, zeros }: Heap, wasm: Wasm): KernelTable {
  return {
    /** Writes to p, m and v, which nobody else may hold; returns nothing. */
    VelaAdamW({ p, m, v, gradient, scalars, gradientScale }, { beta1, beta2, eps }) {
      const addresses = [p, m, v, gradient, scalars, gradientScale].map(at);
      wasm.adamW!(...addresses, sizeOf(p!), Number(beta1), Number(beta2), Number(eps));
      return [];
    },
    VelaSumOfSquares(inputs) {
      const sum = zeros([]);
      for (const input of Object.values(inputs)) wasm.addSquares!(at(input), sizeOf(input!), at(sum));
      return sum;
    },
  };
}

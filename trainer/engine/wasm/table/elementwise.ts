import { type Heap, type KernelTable, sizeOf, type Wasm } from "../heap.ts";

/** Activations and their gradients. */
export function elementwiseKernels({ at, make }: Heap, wasm: Wasm): KernelTable {
  const map =
    (kernel: Wasm[string]): KernelTable[string] =>
    ({ x }) => {
      const y = make(x!.shape);
      kernel(at(x), at(y), sizeOf(x!));
      return y;
    };
  const gradient =
    (kernel: Wasm[string]): KernelTable[string] =>
    ({ x, dy }) => {
      const dx = make(x!.shape);
      kernel(at(x), at(dy), at(dx), sizeOf(x!));
      return dx;
    };
  return {
    VelaGelu: map(wasm.gelu!),
    VelaGeluGrad: gradient(wasm.geluGrad!),
    VelaSilu: map(wasm.silu!),
    VelaSiluGrad: gradient(wasm.siluGrad!),
    VelaSiluGate({ x }) {
      const half = x!.shape.at(-1)! / 2;
      const y = make([...x!.shape.slice(0, -1), half]);
      wasm.siluGate!(at(x), at(y), sizeOf(y) / half, half);
      return y;
    },
    VelaSiluGateGrad({ dy, x }) {
      const half = x!.shape.at(-1)! / 2;
      const dx = make(x!.shape);
      wasm.siluGateGrad!(at(x), at(dy), at(dx), sizeOf(dy!) / half, half);
      return dx;
    },
  };
}

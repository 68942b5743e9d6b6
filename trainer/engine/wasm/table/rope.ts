import type { Heap, KernelTable, Wasm } from "../heap.ts";

/** Rotary embedding; direction −1 is its gradient. */
export function ropeKernels({ at, make }: Heap, wasm: Wasm): KernelTable {
  return {
    VelaRope({ qkv, cos, sin }, { heads, direction }) {
      const [batch = 0, length = 0, row = 0] = qkv!.shape;
      const y = make(qkv!.shape);
      const head = row / 3 / Number(heads);
      wasm.rope!(at(qkv), at(cos), at(sin), at(y), batch, length, Number(heads), head, Number(direction));
      return y;
    },
  };
}

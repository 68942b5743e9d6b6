import { type Heap, type Info, type KernelTable, sizeOf, type Wasm } from "../heap.ts";

/** Rows picked by index, their gradient, and pictures cut into patches. */
export function rowKernels(heap: Heap, wasm: Wasm): KernelTable {
  const { at, make, zeros } = heap;
  return {
    VelaGatherRows({ x, indices }) {
      checkIndices(heap, indices!, x!.shape[0]!);
      const y = make([...indices!.shape, x!.shape[1]!]);
      wasm.gatherRows!(at(x), at(indices), at(y), sizeOf(indices!), x!.shape[1]!);
      return y;
    },
    VelaScatterRows({ dy, indices }, { rows }) {
      checkIndices(heap, indices!, Number(rows));
      const width = dy!.shape.at(-1)!;
      const dx = zeros([Number(rows), width]);
      wasm.scatterRows!(at(dy), at(indices), at(dx), sizeOf(indices!), width);
      return dx;
    },
    VelaUnfold({ x }, { patch }) {
      const [images = 0, channels = 0, side = 0] = x!.shape;
      const grid = side / Number(patch);
      const y = make([images, grid * grid, channels * Number(patch) ** 2]);
      wasm.unfold!(at(x), at(y), images, channels, grid, Number(patch));
      return y;
    },
  };
}

/** The kernels trust their indices, so one outside the table must not reach them. */
function checkIndices({ int32 }: Heap, indices: Info, rows: number) {
  const bad = int32(indices).find((row) => row < 0 || row >= rows);
  if (bad !== undefined) throw new RangeError(`row ${bad} was asked for, the table has ${rows}`);
}

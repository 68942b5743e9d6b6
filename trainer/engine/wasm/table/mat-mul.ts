import { type Heap, type KernelTable, sizeOf, type Wasm } from "../heap.ts";

/** Matrix products, and sums over rows. */
export function matMulKernels({ at, make, zeros, withScratch }: Heap, wasm: Wasm): KernelTable {
  return {
    VelaMatMul({ a, b, bias }, { transposeA, transposeB }) {
      const [aRows = 0, aColumns = 0] = a!.shape;
      const [bRows = 0, bColumns = 0] = b!.shape;
      const [m, k, rowA, colA] = transposeA ? [aColumns, aRows, 1, aColumns] : [aRows, aColumns, aColumns, 1];
      const [n, rowB, colB] = transposeB ? [bRows, 1, bColumns] : [bColumns, bColumns, 1];
      const c = make([m, n]);
      withScratch(gemmScratch(n, k), (scratch) => {
        wasm.gemm!(at(a), rowA, colA, at(b), rowB, colB, at(c), n, m, n, k, at(bias), 0, scratch);
      });
      return c;
    },
    VelaColumnSums({ x }) {
      const [, width = 0] = x!.shape;
      const sums = zeros([width]);
      wasm.addRows!(at(x), at(sums), sizeOf(x!) / width, width);
      return sums;
    },
  };
}

/** Floats that `gemm` packs n columns and k summed numbers into. */
export function gemmScratch(n: number, k: number): number {
  const width = Math.ceil(n / 8) * 8;
  return (width + 4) * Math.min(k, 256) + width + 32;
}

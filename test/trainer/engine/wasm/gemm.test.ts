import { describe, expect, test } from "vitest";
import { hasMadd, loadKernels } from "#trainer/engine/wasm/load.ts";
import { gemmScratch } from "#trainer/engine/wasm/table/mat-mul.ts";
import { createRng } from "#trainer/rng.ts";

/** Floats from the start of the memory. */
const PLACE = { a: 0, b: 1 << 18, c: 1 << 19, bias: 3 << 18, scratch: 1 << 20 };
const GUARD = 12345;

type Options = { transposeA?: boolean; transposeB?: boolean; bias?: boolean; add?: boolean; gap?: number };
const SIZES = [
  [1, 1, 1],
  [3, 5, 0],
  [3, 5, 2],
  [4, 8, 16],
  [5, 9, 17],
  [7, 16, 255],
  [8, 24, 256],
  [9, 33, 257],
  [13, 40, 600],
  [66, 7, 31],
] as const;
const OPTIONS: Options[] = [
  {},
  { transposeA: true },
  { transposeB: true },
  { transposeA: true, transposeB: true, bias: true },
  { bias: true, gap: 3 },
  { transposeA: true, add: true, gap: 5 },
];

describe.each([
  ["mul and add", false],
  ["fused multiply-add", true],
] as const)("C = A·B, built with %s", (_, madd) => {
  test.skipIf(madd && !hasMadd()).each(OPTIONS)("%o", async (options) => {
    const memory = new WebAssembly.Memory({ initial: 128 });
    const kernels = await loadKernels(memory, madd);
    for (const [m, n, k] of SIZES) {
      const { found, wanted } = product(kernels.gemm!, new Float32Array(memory.buffer), { m, n, k, ...options });
      const worst = Math.max(...wanted.map((value, i) => Math.abs(value - found[i]!)));
      expect(worst, `${m} × ${n}, ${k} summed`).toBeLessThan(1e-6 * k + 1e-7);
    }
  });

  test.skipIf(madd && !hasMadd())("the bits are the same before and after the runtime optimises the code", async () => {
    const memory = new WebAssembly.Memory({ initial: 128 });
    const kernels = await loadKernels(memory, madd);
    const heap = new Float32Array(memory.buffer);
    const first = product(kernels.gemm!, heap, { m: 37, n: 43, k: 131 }).found;
    for (let i = 0; i < 3000; i++)
      kernels.gemm!(0, 131, 1, 4 * PLACE.b, 43, 1, 4 * PLACE.c, 43, 37, 43, 131, 0, 0, 4 * PLACE.scratch);
    expect(product(kernels.gemm!, heap, { m: 37, n: 43, k: 131 }).found).toEqual(first);
  });

  test.skipIf(madd && !hasMadd())("NaN and infinity stay in the rows and columns where they are", async () => {
    const memory = new WebAssembly.Memory({ initial: 128 });
    const { gemm } = await loadKernels(memory, madd);
    const heap = new Float32Array(memory.buffer);
    const [m, n, k] = [6, 11, 5];
    heap.fill(1, PLACE.a, PLACE.a + m * k).fill(1, PLACE.b, PLACE.b + k * n);
    heap[PLACE.a + 5 * k + 2] = Number.NaN;
    heap[PLACE.b + 3 * n + 10] = Number.POSITIVE_INFINITY;
    gemm!(4 * PLACE.a, k, 1, 4 * PLACE.b, n, 1, 4 * PLACE.c, n, m, n, k, 0, 0, 4 * PLACE.scratch);
    const wanted = Array.from({ length: m * n }, (_, i) => {
      if (Math.floor(i / n) === 5) return Number.NaN;
      return i % n === 10 ? Number.POSITIVE_INFINITY : k;
    });
    expect([...heap.subarray(PLACE.c, PLACE.c + m * n)]).toEqual(wanted);
  });
});

/** The kernel's product and the same in double precision, without the numbers between the rows of C. */
function product(
  gemm: (...args: number[]) => void,
  heap: Float32Array,
  { m, n, k, transposeA, transposeB, bias, add, gap = 0 }: Options & { m: number; n: number; k: number },
) {
  const rng = createRng("gemm");
  const ldc = n + gap;
  for (const [at, count] of [
    [PLACE.a, m * k],
    [PLACE.b, k * n],
    [PLACE.bias, n],
  ] as const)
    for (let i = 0; i < count; i++) heap[at + i] = rng.uniform() - 0.5;
  heap.fill(GUARD, PLACE.c, PLACE.c + m * ldc + 16);
  for (let i = 0; i < m; i++) heap.fill(i, PLACE.c + i * ldc, PLACE.c + i * ldc + n);
  heap.fill(GUARD, PLACE.scratch + gemmScratch(n, k), PLACE.scratch + gemmScratch(n, k) + 16);
  const [rowA, colA] = transposeA ? [1, m] : [k, 1];
  const [rowB, colB] = transposeB ? [1, k] : [n, 1];
  const wanted = Array.from({ length: m * n }, (_, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    let sum = (add ? row : 0) + (bias ? heap[PLACE.bias + column]! : 0);
    for (let s = 0; s < k; s++)
      sum += heap[PLACE.a + row * rowA + s * colA]! * heap[PLACE.b + s * rowB + column * colB]!;
    return sum;
  });
  const read = [4 * PLACE.a, rowA, colA, 4 * PLACE.b, rowB, colB];
  gemm(...read, 4 * PLACE.c, ldc, m, n, k, bias ? 4 * PLACE.bias : 0, Number(add ?? false), 4 * PLACE.scratch);
  const found = wanted.map((_, i) => heap[PLACE.c + Math.floor(i / n) * ldc + (i % n)]!);
  const between = Array.from({ length: m * gap }, (_, i) => heap[PLACE.c + Math.floor(i / gap) * ldc + n + (i % gap)]);
  const behind = heap.subarray(PLACE.scratch + gemmScratch(n, k), PLACE.scratch + gemmScratch(n, k) + 16);
  expect(
    [...between, ...behind].every((value) => value === GUARD),
    "writes outside C and scratch",
  ).toBe(true);
  return { found, wanted };
}

// @ts-nocheck
// M rows · N columns · K summed
import { packColumns, packPanels } from "./pack.as";
import { tile } from "./gemm-tile.as";

/** So many rows of packed B, and of packed columns of A, fit the nearest cache. */
const BLOCK: usize = 256;
/** Up to so many columns, columns of A are read so few times that it does not pay to pack them. */
const NARROW: usize = 32;

/**
 * C[M,N] = A·B, plus C itself where `add`, else plus bias[N] unless that is 0. Both are read through two strides, of which one
 * is 1, so each may be a transpose. Work goes by blocks of K, in tiles of 4 rows and 8 columns; a tile that sticks out
 * of C is computed whole, aside. scratch: (⌈N/8⌉·8 + 4)·min(K, 256) + ⌈N/8⌉·8 + 32 floats.
 */
export function gemm(a: usize, rowA: usize, colA: usize, b: usize, rowB: usize, colB: usize, c: usize, ldc: usize, M: usize, N: usize, K: usize, bias: usize, add: bool, scratch: usize): void {
  const depth = max(1, min(K, BLOCK)), width = (N + 7) & ~7;
  const aside = scratch, start = scratch + 128, panels = start + (width << 2), columns = panels + ((width * depth) << 2);
  memory.fill(start, 0, width << 2);
  if (bias) memory.copy(start, bias, N << 2);
  const lc = ldc << 2;
  let k: usize = 0;
  do {
    const count = min(depth, K - k), more = add || k > 0;
    packPanels(b + ((k * rowB) << 2), rowB, colB, panels, count, N);
    for (let m: usize = 0; m < M; m += 4) {
      const rows = min(4, M - m);
      let p = a + ((m * rowA + k * colA) << 2), row = rowA << 2, step = colA << 2;
      if (colA != 1 && N > NARROW) {
        packColumns(p, rows, colA, columns, count);
        p = columns;
        row = 4;
        step = 16;
      }
      const last = rows - 1, p1 = p + min(1, last) * row, p2 = p + min(2, last) * row, p3 = p + last * row;
      for (let n: usize = 0; n < N; n += 8) {
        const place = c + m * lc + (n << 2), whole = rows == 4 && n + 8 <= N, wide = min(8, N - n);
        const to = whole ? place : aside, lt = whole ? lc : 32;
        if (more && !whole) move(place, lc, aside, 32, rows, wide);
        tile(p, p1, p2, p3, step, panels + ((n * count) << 2), count, more ? to : start + (n << 2), more ? lt : 0, to, lt);
        if (!whole) move(aside, 32, place, lc, rows, wide);
      }
    }
    k += depth;
  } while (k < K);
}

/** Not memory.copy, which costs a call out of wasm for a few numbers. */
function move(from: usize, ldFrom: usize, to: usize, ldTo: usize, rows: usize, columns: usize): void {
  for (let m: usize = 0; m < rows; m++, from += ldFrom, to += ldTo) {
    if (columns == 8) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    } else for (let n: usize = 0; n < columns << 2; n += 4) f32.store(to + n, f32.load(from + n));
  }
}

// @ts-nocheck

/** B[K,N], of which one stride is 1, as panels of 8 columns side by side, [⌈N/8⌉,K,8], filled up with zeros. */
export function packPanels(b: usize, rowB: usize, colB: usize, panels: usize, K: usize, N: usize): void {
  const row = rowB << 2, column = colB << 2;
  for (let n: usize = 0; n < N; n += 8, b += column << 3, panels += K << 5) {
    if (n + 8 > N) packNarrow(b, row, column, panels, K, N - n);
    else if (colB == 1) copyPanel(b, row, panels, K);
    else {
      turnPanel(b, column, panels, K);
      turnPanel(b + (column << 2), column, panels + 16, K);
    }
  }
}

/** Columns of A side by side, [K,4]: `rows` of 4 are there, 1 float apart; the others are left as they are. */
export function packColumns(a: usize, rows: usize, colA: usize, columns: usize, K: usize): void {
  const step = colA << 2, end = columns + (K << 4);
  for (; columns < end; columns += 16, a += step) {
    if (rows == 4) v128.store(columns, v128.load(a));
    else for (let i: usize = 0; i < rows << 2; i += 4) f32.store(columns + i, f32.load(a + i));
  }
}

function copyPanel(b: usize, row: usize, panel: usize, K: usize): void {
  for (const end = panel + (K << 5); panel < end; panel += 32, b += row) {
    v128.store(panel, v128.load(b));
    v128.store(panel, v128.load(b, 16), 16);
  }
}

/** Four columns of B that are contiguous, `column` bytes apart, into four columns of a panel. */
function turnPanel(b: usize, column: usize, panel: usize, K: usize): void {
  const b1 = b + column, b2 = b1 + column, b3 = b2 + column, bytes = K << 2, full = bytes & ~15;
  let k: usize = 0;
  for (; k < full; k += 16, panel += 128) {
    const x0 = v128.load(b + k), x1 = v128.load(b1 + k), x2 = v128.load(b2 + k), x3 = v128.load(b3 + k);
    const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5), low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7), high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    v128.store(panel, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store(panel, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32);
    v128.store(panel, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64);
    v128.store(panel, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96);
  }
  for (; k < bytes; k += 4, panel += 32) {
    f32.store(panel, f32.load(b + k));
    f32.store(panel, f32.load(b1 + k), 4);
    f32.store(panel, f32.load(b2 + k), 8);
    f32.store(panel, f32.load(b3 + k), 12);
  }
}

function packNarrow(b: usize, row: usize, column: usize, panel: usize, K: usize, N: usize): void {
  memory.fill(panel, 0, K << 5);
  for (const end = panel + (K << 5); panel < end; panel += 32, b += row) {
    for (let n: usize = 0; n < N; n++) f32.store(panel + (n << 2), f32.load(b + n * column));
  }
}

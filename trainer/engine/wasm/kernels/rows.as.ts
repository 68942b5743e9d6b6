// @ts-nocheck

/** y[i] = x[indices[i]], rows of W floats; indices i32 that are within x. */
export function gatherRows(x: usize, indices: usize, y: usize, n: usize, W: usize): void {
  const bytes = W << 2;
  for (let i: usize = 0; i < n; i++) memory.copy(y + i * bytes, x + <usize>load<u32>(indices + (i << 2)) * bytes, bytes);
}

/** dx[indices[i]] += dy[i]; dx starts at zero. */
export function scatterRows(dy: usize, indices: usize, dx: usize, n: usize, W: usize): void {
  const bytes = W << 2;
  for (let i: usize = 0; i < n; i++) {
    const from = dy + i * bytes, to = dx + <usize>load<u32>(indices + (i << 2)) * bytes;
    for (let j: usize = 0; j < bytes; j += 4) f32.store(to + j, f32.load(to + j) + f32.load(from + j));
  }
}

// @ts-nocheck

/** Cut pictures x [images,C,G·p,G·p] into patches y [images,G·G,C·p·p], rows of a patch one after the other. */
export function unfold(x: usize, y: usize, images: usize, C: usize, G: usize, p: usize): void {
  const side = G * p, line = p << 2;
  let to = y;
  for (let b: usize = 0; b < images; b++) {
    for (let gy: usize = 0; gy < G; gy++) {
      for (let gx: usize = 0; gx < G; gx++) {
        for (let c: usize = 0; c < C; c++) {
          let from = x + ((((b * C + c) * side + gy * p) * side + gx * p) << 2);
          for (let i: usize = 0; i < p; i++) {
            memory.copy(to, from, line);
            to += line;
            from += side << 2;
          }
        }
      }
    }
  }
}

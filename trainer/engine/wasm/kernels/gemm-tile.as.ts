// @ts-nocheck
import { madd } from "./madd.as";

/**
 * C[4,8] = start[4,8] + A[4,K]·B[K,8]. A is read through a pointer for each row that moves `step` bytes, B is packed.
 * The loop body holds one k: with two, V8 schedules the loads of both first and runs out of registers. It unrolls by itself.
 */
// @ts-expect-error: decorator
@inline export function tile(p0: usize, p1: usize, p2: usize, p3: usize, step: usize, b: usize, K: usize, start: usize, ls: usize, c: usize, lc: usize): void {
  let c00 = v128.load(start), c01 = v128.load(start, 16);
  start += ls;
  let c10 = v128.load(start), c11 = v128.load(start, 16);
  start += ls;
  let c20 = v128.load(start), c21 = v128.load(start, 16);
  start += ls;
  let c30 = v128.load(start), c31 = v128.load(start, 16);
  for (const end = b + (K << 5); b < end; b += 32) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const x0 = v128.load32_splat(p0);
    c00 = madd(x0, b0, c00); c01 = madd(x0, b1, c01);
    const x1 = v128.load32_splat(p1);
    c10 = madd(x1, b0, c10); c11 = madd(x1, b1, c11);
    const x2 = v128.load32_splat(p2);
    c20 = madd(x2, b0, c20); c21 = madd(x2, b1, c21);
    const x3 = v128.load32_splat(p3);
    c30 = madd(x3, b0, c30); c31 = madd(x3, b1, c31);
    p0 += step; p1 += step; p2 += step; p3 += step;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  c += lc;
  v128.store(c, c10); v128.store(c, c11, 16);
  c += lc;
  v128.store(c, c20); v128.store(c, c21, 16);
  c += lc;
  v128.store(c, c30); v128.store(c, c31, 16);
}

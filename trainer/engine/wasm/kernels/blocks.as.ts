// @ts-nocheck

/** `count` blocks of so many bytes, from and to addresses that move by a step each. */
export function copyBlocks(from: usize, fromStep: usize, to: usize, toStep: usize, bytes: usize, count: usize): void {
  for (; count > 0; count--, from += fromStep, to += toStep) memory.copy(to, from, bytes);
}

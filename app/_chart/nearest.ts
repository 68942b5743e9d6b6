/** First index whose value is ≥ target; the length when there is none. `sorted` ascends. */
export function lowerBound(sorted: ArrayLike<number>, target: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First index whose value is > target; the length when there is none. `sorted` ascends. */
export function upperBound(sorted: ArrayLike<number>, target: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= target) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the value closest to target, the earlier one on a tie; -1 for an empty array. `sorted` ascends. */
export function nearestIndex(sorted: ArrayLike<number>, target: number): number {
  const after = lowerBound(sorted, target);
  if (after === 0) return sorted.length === 0 ? -1 : 0;
  if (after === sorted.length) return after - 1;
  return target - sorted[after - 1]! <= sorted[after]! - target ? after - 1 : after;
}

export type ActionSlots = {
  /** f32[rows·length], 1 at an action token. */
  mask: Float32Array;
  /** int32[rows·count], text positions of the action tokens of each row, ascending. */
  slots: Int32Array;
};

/**
 * Where the action placeholders of a right-padded batch stand. labels [rows·length] holds token ids, negative where
 * nothing is learned; ids above `actionTokenBegin` (tokenizer vocabulary − 257) are actions.
 * Throws when a row has not exactly `count` of them.
 */
export function findActionSlots(
  labels: ArrayLike<number>,
  { rows, count, actionTokenBegin }: { rows: number; count: number; actionTokenBegin: number },
): ActionSlots {
  const length = labels.length / rows;
  const mask = Float32Array.from(labels, (id) => (id > actionTokenBegin ? 1 : 0));
  const slots = new Int32Array(rows * count);
  for (let row = 0; row < rows; row++) {
    let found = 0;
    for (let i = 0; i < length; i++) {
      if (mask[row * length + i] !== 1) continue;
      if (found < count) slots[row * count + found] = i;
      found++;
    }
    if (found !== count) throw new Error(`expected ${count} action tokens in row ${row} of the batch, found ${found}`);
  }
  return { mask, slots };
}

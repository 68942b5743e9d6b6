export type ContextMask = {
  /** f32[rows·(numPatches + length)], 1 = the energy model ignores this hidden state. */
  mask: Float32Array;
  /** Longest prefix of hidden states that any row sees: cutting the context there changes no energy. */
  visible: number;
};

/**
 * Which hidden states the energy model sees: BOS, patches, proprio and the prompt up to the token before its last one.
 * Hidden are the states from which actions are read (one before each action token) and all that follow, so the stop
 * token and padding too. actionMask [rows·length] holds 1 at action tokens of the text, before anything is inserted.
 */
export function buildContextMask(
  actionMask: ArrayLike<number>,
  { rows, numPatches }: { rows: number; numPatches: number },
): ContextMask {
  const length = actionMask.length / rows;
  const total = numPatches + length;
  const mask = new Float32Array(rows * total);
  let visible = 0;
  for (let row = 0; row < rows; row++) {
    const text = Array.from({ length }, (_, i) => actionMask[row * length + i]);
    const first = text.indexOf(1);
    // A row without an action token shows only what was inserted, as in the original.
    const seen = numPatches + Math.max(0, first - 1);
    mask.fill(1, row * total + seen, (row + 1) * total);
    visible = Math.max(visible, seen);
  }
  return { mask, visible };
}

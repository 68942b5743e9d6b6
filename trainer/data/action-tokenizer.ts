/** Number of bin edges; there are 255 intervals and 256 token ids. */
export const ACTION_BINS = 256;

/** 256 edges, linspace(−1, 1, 256) in float64. */
export const BIN_EDGES = Float64Array.from({ length: ACTION_BINS }, (_, i) =>
  i === ACTION_BINS - 1 ? 1 : i * (2 / (ACTION_BINS - 1)) - 1,
);

/** 255 midpoints, −0.99608 … 0.99608. */
export const BIN_CENTERS = BIN_EDGES.slice(0, -1).map((edge, i) => (edge + BIN_EDGES[i + 1]!) / 2);

/** Token id of a normalised action value: base − (number of edges ≤ clip(x)); larger action, smaller id. */
export function actionToken(value: number, vocabBase: number): number {
  const x = Math.min(1, Math.max(-1, value));
  let digit = Math.min(ACTION_BINS, Math.floor((x + 1) * ((ACTION_BINS - 1) / 2)) + 1);
  // The guess can be one off next to an edge, where rounding decides.
  while (digit < ACTION_BINS && BIN_EDGES[digit]! <= x) digit++;
  while (digit > 1 && BIN_EDGES[digit - 1]! > x) digit--;
  return vocabBase - digit;
}

/** The bin centre that an id stands for; ids outside the 256 action tokens take the nearest end. */
export function actionValue(id: number, vocabBase: number): number {
  return BIN_CENTERS[Math.min(Math.max(vocabBase - id - 1, 0), ACTION_BINS - 2)]!;
}

/** The original's test: the action tokens are the ids above vocabBase − 257 and below vocabBase. */
export function isActionToken(id: number, vocabBase: number): boolean {
  return id > vocabBase - ACTION_BINS - 1 && id < vocabBase;
}

import { findActionSlots } from "#trainer/models/action-slots.ts";

/** Rows of labels and what the actions in them are made of. */
export type LabelRows = { labels: ArrayLike<number>; rows: number; chunk: number; actionDim: number; begin: number };

/** Which labels belong to a chunk's first action and which to the rest, 1 or 0; a row of our trainer's refusal is null. */
export type ActionPlaces = { current: Uint8Array; next: Uint8Array } | null;

/** Row by row what our slots say; rows with another number of action tokens are refused by the trainer. */
export function actionPlaces({ labels, rows, chunk, actionDim, begin }: LabelRows): ActionPlaces[] {
  const length = labels.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const own = Array.from({ length }, (_, i) => labels[row * length + i]!);
    try {
      const { slots } = findActionSlots(own, { rows: 1, count: chunk * actionDim, actionTokenBegin: begin });
      return { current: marks(slots.subarray(0, actionDim), length), next: marks(slots.subarray(actionDim), length) };
    } catch {
      return null;
    }
  });
}

function marks(places: Int32Array, length: number): Uint8Array {
  const found = new Uint8Array(length);
  for (const place of places) found[place] = 1;
  return found;
}

/** The rows one after the other; a refused row is what was expected, for it is checked elsewhere. */
export function joinRows(places: ActionPlaces[], part: "current" | "next", expected: ArrayLike<number>): number[] {
  const length = expected.length / places.length;
  return places.flatMap((place, row) =>
    Array.from({ length }, (_, i) => place?.[part][i] ?? expected[row * length + i]!),
  );
}

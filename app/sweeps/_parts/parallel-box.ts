/** Pixels of the picture, and of its axes within. */
export const HEIGHT = 280;
export const TOP = 34;
export const BOTTOM = 12;

/** The pixel of a place on an axis, 0 at the bottom and 1 at the top. */
export function yOf(place: number): number {
  return HEIGHT - BOTTOM - place * (HEIGHT - BOTTOM - TOP);
}

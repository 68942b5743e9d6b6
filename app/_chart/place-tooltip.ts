type Size = { width: number; height: number };
type Point = { x: number; y: number };

const GAP = 14;
const EDGE = 6;
const MOST_ROWS = 20;

/**
 * Top left corner, in viewport px, of a box that leaves the pointer free and stays inside the viewport:
 * right of the pointer, else left of it, else (a phone) above or below.
 */
export function placeTooltip(pointer: Point, box: Size, viewport: Size): Point {
  const right = pointer.x + GAP;
  const left = pointer.x - GAP - box.width;
  const y = clamp(pointer.y - box.height / 2, EDGE, viewport.height - EDGE - box.height);
  if (right + box.width <= viewport.width - EDGE) return { x: right, y };
  if (left >= EDGE) return { x: left, y };
  const x = clamp(pointer.x - box.width / 2, EDGE, viewport.width - EDGE - box.width);
  const above = pointer.y - 1.5 * GAP - box.height;
  return { x, y: above >= EDGE ? above : pointer.y + 1.5 * GAP };
}

/** How many rows a tooltip may have: a phone's must fit into half the screen, above or below the finger. */
export function tooltipRows(
  viewport: Size,
  { rowHeight, headHeight }: { rowHeight: number; headHeight: number },
): number {
  const isNarrow = viewport.width < 720;
  const room = (isNarrow ? viewport.height / 2 - 1.5 * GAP : viewport.height) - 2 * EDGE - headHeight;
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(room / rowHeight)));
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

/** The rectangle that lines are drawn in, in CSS px from the chart's top left. */
export type Plot = { left: number; top: number; width: number; height: number };

export const MARGIN = { top: 8, right: 22, bottom: 0, left: 0 } as const;
export const X_AXIS_HEIGHT = 24;
const CHARACTER_WIDTH = 6.6;

/** Room for the y labels, in steps of 8 px so that a digit more seldom moves the plot. */
export function yAxisWidth(labels: readonly string[]): number {
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 1);
  return Math.max(32, Math.ceil((longest * CHARACTER_WIDTH + 10) / 8) * 8);
}

/** The plot area that recharts makes of the same margins and axis sizes. */
export function plotArea(width: number, height: number, axisWidth: number): Plot {
  return {
    left: MARGIN.left + axisWidth,
    top: MARGIN.top,
    width: Math.max(1, width - MARGIN.left - axisWidth - MARGIN.right),
    height: Math.max(1, height - MARGIN.top - X_AXIS_HEIGHT - MARGIN.bottom),
  };
}

/** How many ticks fit without crowding. */
export function tickCounts(width: number, height: number): { x: number; y: number } {
  return { x: Math.max(2, Math.min(10, Math.floor(width / 90))), y: Math.max(2, Math.min(8, Math.floor(height / 44))) };
}

const PADDING = 1.5;

/** The d of an svg path through evenly spaced values, scaled to fill the box. null or NaN breaks the line. */
export function sparkPath(
  values: readonly (number | null)[],
  { width, height }: { width: number; height: number },
): string {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (finite.length === 0) return "";
  const min = finite.reduce((a, b) => Math.min(a, b));
  const max = finite.reduce((a, b) => Math.max(a, b));
  const xStep = (width - 2 * PADDING) / Math.max(1, values.length - 1);
  const yScale = max > min ? (height - 2 * PADDING) / (max - min) : 0;
  let path = "";
  let isDown = false;
  values.forEach((value, i) => {
    if (value === null || !Number.isFinite(value)) {
      isDown = false;
      return;
    }
    const x = round(PADDING + i * xStep);
    const y = round(max > min ? height - PADDING - (value - min) * yScale : height / 2);
    // h0 gives a lone point a length, and so a round cap: a dot.
    path += isDown ? `L${x} ${y}` : `M${x} ${y}h0`;
    isDown = true;
  });
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

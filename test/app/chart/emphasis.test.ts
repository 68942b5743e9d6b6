import { expect, test } from "vitest";
import { emphasisBox } from "#app/_chart/paint-emphasis.ts";
import type { Picture } from "#app/_chart/picture.ts";
import type { PreparedLine } from "#app/_chart/prepare-series.ts";
import { makeScale } from "#app/_chart/scale.ts";

const HEIGHT = 700;
const picture = {
  plot: { left: 0, top: 0, width: 1000, height: HEIGHT },
  xDomain: [0, 100],
  x: makeScale([0, 100], false, [0, 1000]),
  y: makeScale([0, 1], false, [HEIGHT, 0]),
} as unknown as Picture;

const line = (y: number[], band: PreparedLine["band"] = null) =>
  ({ x: Float64Array.from(y, (_, i) => i), y: Float64Array.from(y), band }) as PreparedLine;

test("a lifted line's canvas holds the line and its band, not the whole chart, in few heights", () => {
  const box = emphasisBox(line([0.5, 0.6, Number.NaN, 0.55]), picture, HEIGHT);
  expect(box.top).toBeLessThanOrEqual(0.4 * HEIGHT - 6);
  expect(box.top + box.height).toBeGreaterThanOrEqual(0.5 * HEIGHT + 6);
  expect(box.height).toBe(120);
  const banded = line([0.5, 0.5], { low: Float64Array.of(0.1, 0.5), high: Float64Array.of(0.5, 0.9) });
  const wide = emphasisBox(banded, picture, HEIGHT);
  expect(wide.top).toBeLessThanOrEqual(0.1 * HEIGHT);
  expect(wide.top + wide.height).toBeGreaterThanOrEqual(0.9 * HEIGHT);
});

test("it never leaves the chart, also for a line that does, or has no point in sight", () => {
  for (const y of [[-5, 9], [2, 3], [-3, -2], [1, 1], [0, 0], [Number.NaN], []]) {
    const { top, height } = emphasisBox(line(y), picture, HEIGHT);
    expect([top >= 0, height > 0, top + height <= HEIGHT], String(y)).toEqual([true, true, true]);
  }
});

import type { Domain } from "./scale.ts";
import { niceStep } from "./ticks.ts";

/** A span this small, as a share of its values, is the rounding of a constant: a smoothed one has such a span. */
const ROUNDING = 1e-10;

/** A domain widened to whole ticks, so that a live point seldom moves an axis. An empty span gets room on both sides. */
export function roundLinear([min, max]: Domain, count: number): Domain {
  const isConstant = max - min <= ROUNDING * Math.max(Math.abs(min), Math.abs(max));
  const [low, high] = isConstant ? aroundOne(min) : [min, max];
  const step = niceStep(high - low, count);
  const floor = Math.floor(low / step + 1e-9) * step;
  const ceil = Math.ceil(high / step - 1e-9) * step;
  return [tidy(floor), tidy(ceil)];
}

/** A positive domain widened to 1, 2 or 5 × 10ⁿ. */
export function roundLog([min, max]: Domain): Domain {
  const [low, high] = min === max ? [min / 2, max * 2] : [min, max];
  return [logEdge(low, "down"), logEdge(high, "up")];
}

function logEdge(value: number, way: "down" | "up"): number {
  const power = Math.floor(Math.log10(value) + 1e-12);
  const digit = value / 10 ** power;
  const edge = way === "up" ? [1, 2, 5, 10].find((d) => d >= digit - 1e-9) : [5, 2, 1].find((d) => d <= digit + 1e-9);
  return Number(`${edge ?? 1}e${power}`);
}

function aroundOne(value: number): [number, number] {
  const room = value === 0 ? 1 : Math.abs(value) * 0.1;
  return [value - room, value + room];
}

function tidy(value: number): number {
  return Number(value.toPrecision(12)) || 0;
}

import type { Scheme } from "./color.ts";
import type { Plot } from "./layout.ts";
import { lowerBound, upperBound } from "./nearest.ts";
import type { Domain, Scale } from "./scale.ts";

/** Where on a canvas a value lies, and in which colours it is drawn. */
export type Picture = {
  plot: Plot;
  xDomain: Domain;
  x: Scale;
  y: Scale;
  scheme: Scheme;
  pixelRatio: number;
};

/** The indices in the domain and one beyond each edge, so that lines leave the plot rather than end. */
export function inSight(x: Float64Array, [from, to]: Domain): [number, number] {
  return [Math.max(0, lowerBound(x, from) - 1), Math.min(x.length, upperBound(x, to) + 1)];
}

/** Nothing outside the plot from here on, up to the next restore. */
export function clipTo(ctx: CanvasRenderingContext2D, { left, top, width, height }: Plot) {
  ctx.beginPath();
  ctx.rect(left, top - 1, width, height + 2);
  ctx.clip();
}

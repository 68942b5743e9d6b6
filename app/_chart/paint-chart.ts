import type { Ink } from "./ink.ts";
import { paintBehind } from "./paint-behind.ts";
import { paintLines } from "./paint-lines.ts";
import {
  type Mark,
  paintBroken,
  paintMarkLines,
  paintMarks,
  paintReferenceNames,
  paintReferences,
  type Reference,
} from "./paint-marks.ts";
import type { Picture } from "./picture.ts";
import type { PreparedLine } from "./prepare-series.ts";

export type Painted = {
  lines: readonly PreparedLine[];
  picture: Picture;
  references: readonly Reference[];
  marks: readonly Mark[];
};

/**
 * All of a chart but its axes, in CSS px from the stage's corner: on the screen, in a PNG, in an SVG. What is behind the lines
 * may come later (`paintBehindLater`).
 */
export function paintChart(
  ctx: CanvasRenderingContext2D,
  { lines, picture, references, marks }: Painted,
  ink: Ink,
  { isBehindLater = false } = {},
) {
  const look = { picture, ink };
  paintMarkLines(ctx, marks, look);
  paintReferences(ctx, references, look);
  if (!isBehindLater) paintBehind(ctx, lines, picture);
  paintLines(ctx, lines, picture);
  paintReferenceNames(ctx, references, look);
  paintBroken(ctx, lines, look);
  paintMarks(ctx, marks, look);
}

/** What comes behind the lines of a canvas that has them already. */
export function paintBehindLater(ctx: CanvasRenderingContext2D, { lines, picture }: Painted) {
  ctx.save();
  ctx.globalCompositeOperation = "destination-over";
  paintBehind(ctx, lines, picture);
  ctx.restore();
}

/** What is new at the ends of the lines, where `drawn` says how many points of each are on the canvas already. */
export function paintGrowth(ctx: CanvasRenderingContext2D, { lines, picture }: Painted, drawn: readonly number[]) {
  paintBehind(ctx, lines, picture, drawn);
  paintLines(ctx, lines, picture, drawn);
}

import type { Ink } from "./ink.ts";
import { type Picture, paintLines } from "./paint-lines.ts";
import {
  type Mark,
  paintBroken,
  paintMarkLines,
  paintMarks,
  paintReferenceNames,
  paintReferences,
  type Reference,
} from "./paint-marks.ts";
import type { PreparedLine } from "./prepare-series.ts";

export type Painted = {
  lines: readonly PreparedLine[];
  picture: Picture;
  references: readonly Reference[];
  marks: readonly Mark[];
};

/** All of a chart but its axes, in CSS px from the stage's corner: on the screen, in a PNG, in an SVG. */
export function paintChart(ctx: CanvasRenderingContext2D, { lines, picture, references, marks }: Painted, ink: Ink) {
  const look = { picture, ink };
  paintMarkLines(ctx, marks, look);
  paintReferences(ctx, references, look);
  paintLines(ctx, lines, picture);
  paintReferenceNames(ctx, references, look);
  paintBroken(ctx, lines, look);
  paintMarks(ctx, marks, look);
}

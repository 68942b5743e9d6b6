import { paintBand } from "./paint-behind.ts";
import { hairline, lengthInSight, paintLine } from "./paint-lines.ts";
import { clipTo, inSight, type Picture } from "./picture.ts";
import type { PreparedLine } from "./prepare-series.ts";

/** Round a lifted line, for its thickness and its dots. */
const BOX_MARGIN_PX = 6;
const BOX_STEP_PX = 120;
/** A line longer than this, in CSS px, is lifted as a bundle of hairlines: a tenth of the time, while the pointer moves. */
const SCRIBBLE_PX = 4_000;
/** Side by side they are as thick as a lifted line. */
const BUNDLE = [
  [0, 0],
  [-0.8, 0],
  [0.8, 0],
  [0, -0.8],
  [0, 0.8],
] as const;

/** Where a lifted line is, in CSS px: few heights, so that the canvas for it is seldom made anew. */
export function emphasisBox(line: PreparedLine, picture: Picture, height: number): { top: number; height: number } {
  const [from, to] = inSight(line.x, picture.xDomain);
  let [top, bottom] = [height, 0];
  for (const values of line.band ? [line.band.low, line.band.high, line.y] : [line.y])
    for (let i = from; i < to; i++) {
      const y = picture.y.toPixel(values[i]!);
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  const first = Math.max(0, Math.floor(top) - BOX_MARGIN_PX);
  const need = Math.min(height, Math.ceil(bottom) + BOX_MARGIN_PX) - first;
  const rounded = Math.min(height, Math.max(1, Math.ceil(need / BOX_STEP_PX)) * BOX_STEP_PX);
  return { top: Math.min(first, height - rounded), height: rounded };
}

/** One line again, thicker, for the second canvas. */
export function paintEmphasis(ctx: CanvasRenderingContext2D, line: PreparedLine, picture: Picture) {
  ctx.save();
  clipTo(ctx, picture.plot);
  ctx.lineJoin = "round";
  const isScribble = lengthInSight(line, picture) > SCRIBBLE_PX;
  if (line.band) paintBand(ctx, line, picture, { fill: isScribble ? "bars" : "patch" });
  if (!isScribble) paintLine(ctx, line, picture, { width: 2.5 });
  else
    for (const [right, down] of BUNDLE) {
      ctx.save();
      ctx.translate(right, down);
      paintLine(ctx, line, picture, { width: hairline(picture) });
      ctx.restore();
    }
  ctx.restore();
}

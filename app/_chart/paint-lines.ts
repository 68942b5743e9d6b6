import { clipTo, inSight, type Picture } from "./picture.ts";
import type { PreparedLine } from "./prepare-series.ts";

/** CSS px. */
const LINE_WIDTH = 1.5;
/** Lines that together are longer than this, in CSS px, are a scribble: hairlines do, and of bands the edges. */
const LONG_PX = 60_000;
const FEW_POINTS_PX = 14;

/**
 * Draw every line, clipped to the plot. The context is in CSS px. With `drawn` so many points of each line are on the canvas
 * already, and only what comes after them is added.
 */
export function paintLines(
  ctx: CanvasRenderingContext2D,
  lines: readonly PreparedLine[],
  picture: Picture,
  drawn?: readonly number[],
) {
  const width = hasHairlines(lines, picture) ? hairline(picture) : LINE_WIDTH;
  ctx.save();
  clipTo(ctx, picture.plot);
  ctx.lineJoin = "round";
  ctx.lineCap = "butt";
  lines.forEach((line, i) => {
    if (line.x.length > (drawn?.[i] ?? 0)) paintLine(ctx, line, picture, { width, drawn: drawn?.[i] });
  });
  ctx.restore();
}

/** Exactly one device pixel is Skia's hairline path: about 20 times cheaper than 1.25 px in software raster. */
export function hairline({ pixelRatio }: Picture): number {
  return 1 / pixelRatio;
}

/** Whether there is so much to draw that the finest lines must do. */
export function hasHairlines(lines: readonly PreparedLine[], picture: Picture): boolean {
  let length = 0;
  return lines.some((line) => {
    length += lengthInSight(line, picture);
    return length > LONG_PX;
  });
}

/** About how long a line is, in CSS px: its way up and down and across. */
export function lengthInSight({ x, y }: PreparedLine, picture: Picture): number {
  const [from, to] = inSight(x, picture.xDomain);
  let length = picture.plot.width;
  for (let i = from + 1; i < to; i++) {
    const rise = Math.abs(picture.y.toPixel(y[i]!) - picture.y.toPixel(y[i - 1]!));
    if (!Number.isNaN(rise)) length += rise;
  }
  return length;
}

/** Whether a line's points are far enough apart for a dot each. */
export function hasDots(line: PreparedLine, picture: Picture): boolean {
  const [from, to] = inSight(line.x, picture.xDomain);
  return picture.plot.width / Math.max(1, to - from) > FEW_POINTS_PX;
}

/** `drawn`: how many of the line's points are on the canvas already. */
type StrokeLook = { width: number; drawn?: number | undefined };

/** One line, with its dots. */
export function paintLine(
  ctx: CanvasRenderingContext2D,
  line: PreparedLine,
  picture: Picture,
  { width, drawn = 0 }: StrokeLook,
) {
  // One piece more than is new, so that the corner between old and new is round as well.
  const first = Math.max(0, drawn - 2);
  ctx.setLineDash([...line.dash]);
  if (line.dash.length > 0) ctx.lineDashOffset = lengthUpTo(line, picture, first);
  stroke(ctx, line, line.y, picture, { width, first });
  ctx.lineDashOffset = 0;
  ctx.setLineDash([]);
  paintPoints(ctx, line, picture, { width, drawn });
}

/** How long the stroke is, in CSS px, from its last gap to the point `end`: where its dashes go on. */
function lengthUpTo({ x, y }: PreparedLine, picture: Picture, end: number): number {
  const [from] = inSight(x, picture.xDomain);
  let length = 0;
  let px = Number.NaN;
  let py = Number.NaN;
  for (let i = from; i <= end; i++) {
    const nextX = picture.x.toPixel(x[i]!);
    const nextY = picture.y.toPixel(y[i]!);
    const piece = Math.hypot(nextX - px, nextY - py);
    length = Number.isNaN(piece) ? 0 : length + piece;
    [px, py] = [nextX, nextY];
  }
  return length;
}

/** The polyline through a line's x and `values`, from its point `first` on. */
export function stroke(
  ctx: CanvasRenderingContext2D,
  line: PreparedLine,
  values: Float64Array,
  picture: Picture,
  { width, first }: { width: number; first: number },
) {
  const [from, to] = inSight(line.x, picture.xDomain);
  ctx.beginPath();
  let isDown = false;
  for (let i = Math.max(from, first); i < to; i++) {
    const y = picture.y.toPixel(values[i]!);
    if (Number.isNaN(y)) isDown = false;
    else if (isDown) ctx.lineTo(picture.x.toPixel(line.x[i]!), y);
    else {
      ctx.moveTo(picture.x.toPixel(line.x[i]!), y);
      isDown = true;
    }
  }
  ctx.lineWidth = width;
  ctx.strokeStyle = line.color[picture.scheme];
  ctx.stroke();
}

/** Dots where points are far apart, and where a point has gaps on both sides and so no line. */
function paintPoints(
  ctx: CanvasRenderingContext2D,
  line: PreparedLine,
  picture: Picture,
  { width, drawn = 0 }: StrokeLook,
) {
  const [from, to] = inSight(line.x, picture.xDomain);
  const isSparse = hasDots(line, picture);
  ctx.fillStyle = line.color[picture.scheme];
  ctx.beginPath();
  for (let i = Math.max(from, drawn); i < to; i++) {
    const isAlone = standsAlone(line, i);
    if (!isSparse && !isAlone) continue;
    const y = picture.y.toPixel(line.y[i]!);
    if (Number.isNaN(y)) continue;
    const x = picture.x.toPixel(line.x[i]!);
    const radius = Math.max(isAlone ? 2.5 : 1.75, width);
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
  }
  ctx.fill();
}

/** Whether a point has gaps, or nothing, on both sides. */
export function standsAlone({ y }: PreparedLine, index: number): boolean {
  return Number.isNaN(y[index - 1] ?? Number.NaN) && Number.isNaN(y[index + 1] ?? Number.NaN);
}

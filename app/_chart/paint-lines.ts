import type { Scheme } from "./color.ts";
import type { Plot } from "./layout.ts";
import { lowerBound, upperBound } from "./nearest.ts";
import type { PreparedLine } from "./prepare-series.ts";
import type { Domain, Scale } from "./scale.ts";

export type Picture = {
  plot: Plot;
  xDomain: Domain;
  x: Scale;
  y: Scale;
  scheme: Scheme;
  pixelRatio: number;
};

const MANY = 20;
/** Lines that together are longer than this, in CSS px, are a scribble: hairlines do, and of bands the edges. */
const LONG_PX = 60_000;
const FEW_POINTS_PX = 14;
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

/**
 * Draw every line, and the bands and raw values behind them, clipped to the plot. The context is in CSS px. With `drawn`
 * so many points of each line are on the canvas already, and only what comes after them is added.
 */
export function paintLines(
  ctx: CanvasRenderingContext2D,
  lines: readonly PreparedLine[],
  picture: Picture,
  drawn?: readonly number[],
) {
  const isCrowded = lines.length > MANY;
  const isDense = hasHairlines(lines, picture);
  // Exactly one device pixel is Skia's hairline path: about 20 times cheaper than 1.25 px in software raster.
  const width = isDense ? 1 / picture.pixelRatio : 1.5;
  const isNew = (line: PreparedLine, i: number) => line.x.length > (drawn?.[i] ?? 0);
  ctx.save();
  clipTo(ctx, picture.plot);
  ctx.lineJoin = "round";
  ctx.lineCap = "butt";
  // Many lines' fills would hide each other; the edges alone still show every spike.
  const behind = { isFilled: !isDense && !isCrowded, hasRaw: !isCrowded };
  lines.forEach((line, i) => {
    if (isNew(line, i)) paintBehind(ctx, line, picture, { ...behind, drawn: drawn?.[i] });
  });
  lines.forEach((line, i) => {
    if (isNew(line, i)) paintLine(ctx, line, picture, { width, drawn: drawn?.[i] });
  });
  ctx.restore();
}

/** Whether there is so much to draw that the finest lines must do. */
export function hasHairlines(lines: readonly PreparedLine[], picture: Picture): boolean {
  return lines.reduce((length, line) => length + lengthInSight(line, picture), 0) > LONG_PX;
}

/** About how long a line is, in CSS px: its way up and down and across. */
function lengthInSight({ x, y }: PreparedLine, picture: Picture): number {
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
  if (line.band) paintBand(ctx, line, picture, { isFilled: true });
  if (lengthInSight(line, picture) < SCRIBBLE_PX) paintLine(ctx, line, picture, { width: 2.5 });
  else
    for (const [right, down] of BUNDLE) {
      ctx.save();
      ctx.translate(right, down);
      paintLine(ctx, line, picture, { width: 1 / picture.pixelRatio });
      ctx.restore();
    }
  ctx.restore();
}

/** `drawn`: how many of the line's points are on the canvas already. */
type BandLook = { isFilled: boolean; hasRaw?: boolean; drawn?: number | undefined };
type StrokeLook = { width: number; drawn?: number | undefined };

function paintBehind(ctx: CanvasRenderingContext2D, line: PreparedLine, picture: Picture, look: BandLook) {
  if (line.band) paintBand(ctx, line, picture, look);
  if (!line.raw || !look.hasRaw) return;
  ctx.globalAlpha = 0.28;
  stroke(ctx, line, line.raw, picture, { width: 1, first: Math.max(0, (look.drawn ?? 0) - 1) });
  ctx.globalAlpha = 1;
}

function paintLine(
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

function stroke(
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

function paintBand(ctx: CanvasRenderingContext2D, line: PreparedLine, picture: Picture, look: BandLook) {
  const { low, high } = line.band!;
  const band = { x: line.x, low, high };
  const [from, to] = inSight(line.x, picture.xDomain);
  const first = Math.max(from, (look.drawn ?? 0) - 1);
  const patches: [number, number][] = [];
  for (let start = first; start < to; start++) {
    let end = start;
    while (end < to && !Number.isNaN(picture.y.toPixel(high[end]!))) end++;
    if (end > start) patches.push([start, end]);
    start = end;
  }
  if (look.isFilled) {
    ctx.fillStyle = line.color[picture.scheme];
    ctx.globalAlpha = 0.15;
    ctx.beginPath();
    for (const patch of patches) tracePatch(ctx, band, patch, picture);
    ctx.fill();
  }
  // Its edges, a hairline: one point among thousands makes a patch too narrow for its fill to be seen.
  ctx.strokeStyle = line.color[picture.scheme];
  ctx.lineWidth = 1 / picture.pixelRatio;
  ctx.globalAlpha = 0.4;
  ctx.beginPath();
  for (const patch of patches) traceEdges(ctx, band, patch, picture);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

type Band = { x: Float64Array; low: Float64Array; high: Float64Array };

/** Along the high edge and back along the low one. */
function tracePatch(ctx: CanvasRenderingContext2D, band: Band, [start, end]: [number, number], picture: Picture) {
  for (let i = start; i < end; i++) {
    const x = picture.x.toPixel(band.x[i]!);
    if (i === start) ctx.moveTo(x, picture.y.toPixel(band.high[i]!));
    else ctx.lineTo(x, picture.y.toPixel(band.high[i]!));
  }
  for (let i = end - 1; i >= start; i--) ctx.lineTo(picture.x.toPixel(band.x[i]!), lowEdge(band, i, picture));
  ctx.closePath();
}

/** The high edge, then the low one; a patch of a single bucket is an upright line. */
function traceEdges(ctx: CanvasRenderingContext2D, band: Band, [start, end]: [number, number], picture: Picture) {
  if (end === start + 1) {
    const x = picture.x.toPixel(band.x[start]!);
    ctx.moveTo(x, lowEdge(band, start, picture));
    ctx.lineTo(x, picture.y.toPixel(band.high[start]!));
    return;
  }
  for (const isHigh of [true, false])
    for (let i = start; i < end; i++) {
      const x = picture.x.toPixel(band.x[i]!);
      const y = isHigh ? picture.y.toPixel(band.high[i]!) : lowEdge(band, i, picture);
      if (i === start) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
    }
}

/** A low edge ≤ 0 on a log axis is drawn at the axis. */
function lowEdge({ low }: Band, index: number, { y, plot }: Picture): number {
  const pixel = y.toPixel(low[index]!);
  return Number.isNaN(pixel) ? plot.top + plot.height : pixel;
}

/** The indices in the domain and one beyond each edge, so that lines leave the plot rather than end. */
function inSight(x: Float64Array, [from, to]: Domain): [number, number] {
  return [Math.max(0, lowerBound(x, from) - 1), Math.min(x.length, upperBound(x, to) + 1)];
}

function clipTo(ctx: CanvasRenderingContext2D, { left, top, width, height }: Plot) {
  ctx.beginPath();
  ctx.rect(left, top - 1, width, height + 2);
  ctx.clip();
}

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
/** More points than this in one chart are drawn as hairlines, and their bands as edges alone. */
const MANY_POINTS = 6000;
const FEW_POINTS_PX = 14;

/** Draw every line, and the bands and raw values behind them, clipped to the plot. The context is in CSS px. */
export function paintLines(ctx: CanvasRenderingContext2D, lines: readonly PreparedLine[], picture: Picture) {
  const isCrowded = lines.length > MANY;
  const points = lines.reduce((sum, { x }) => sum + x.length, 0);
  // Exactly one device pixel is Skia's hairline path: about 20 times cheaper than 1.25 px in software raster.
  const width = points > MANY_POINTS ? 1 / picture.pixelRatio : 1.5;
  ctx.save();
  clipTo(ctx, picture.plot);
  ctx.lineJoin = "round";
  ctx.lineCap = "butt";
  if (!isCrowded) for (const line of lines) paintBehind(ctx, line, picture, { isFilled: points <= MANY_POINTS });
  for (const line of lines) paintLine(ctx, line, picture, { width, withDash: true });
  ctx.restore();
}

/** One line again, thicker, for the second canvas. */
export function paintEmphasis(ctx: CanvasRenderingContext2D, line: PreparedLine, picture: Picture) {
  ctx.save();
  clipTo(ctx, picture.plot);
  ctx.lineJoin = "round";
  if (line.band) paintBand(ctx, line, picture, { isFilled: true });
  paintLine(ctx, line, picture, { width: 2.5, withDash: true });
  ctx.restore();
}

type BandLook = { isFilled: boolean };

function paintBehind(ctx: CanvasRenderingContext2D, line: PreparedLine, picture: Picture, look: BandLook) {
  if (line.band) paintBand(ctx, line, picture, look);
  if (!line.raw) return;
  ctx.globalAlpha = 0.28;
  stroke(ctx, line, line.raw, picture, 1);
  ctx.globalAlpha = 1;
}

function paintLine(
  ctx: CanvasRenderingContext2D,
  line: PreparedLine,
  picture: Picture,
  { width, withDash }: { width: number; withDash: boolean },
) {
  if (withDash) ctx.setLineDash([...line.dash]);
  stroke(ctx, line, line.y, picture, width);
  ctx.setLineDash([]);
  paintPoints(ctx, line, picture, width);
}

function stroke(
  ctx: CanvasRenderingContext2D,
  line: PreparedLine,
  values: Float64Array,
  picture: Picture,
  width: number,
) {
  const [from, to] = inSight(line.x, picture.xDomain);
  ctx.beginPath();
  let isDown = false;
  for (let i = from; i < to; i++) {
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
function paintPoints(ctx: CanvasRenderingContext2D, line: PreparedLine, picture: Picture, width: number) {
  const [from, to] = inSight(line.x, picture.xDomain);
  const isSparse = picture.plot.width / Math.max(1, to - from) > FEW_POINTS_PX;
  ctx.fillStyle = line.color[picture.scheme];
  ctx.beginPath();
  for (let i = from; i < to; i++) {
    const isAlone = Number.isNaN(line.y[i - 1] ?? Number.NaN) && Number.isNaN(line.y[i + 1] ?? Number.NaN);
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

function paintBand(ctx: CanvasRenderingContext2D, line: PreparedLine, picture: Picture, { isFilled }: BandLook) {
  const { low, high } = line.band!;
  const [from, to] = inSight(line.x, picture.xDomain);
  ctx.fillStyle = line.color[picture.scheme];
  ctx.globalAlpha = 0.15;
  ctx.beginPath();
  for (let start = from; start < to; start++) {
    let end = start;
    while (end < to && !Number.isNaN(picture.y.toPixel(high[end]!))) end++;
    if (end > start) tracePatch(ctx, { x: line.x, low, high }, [start, end], picture);
    start = end;
  }
  if (isFilled) ctx.fill();
  // Its outline, a hairline: one point among thousands makes a patch too narrow for its fill to be seen.
  ctx.strokeStyle = line.color[picture.scheme];
  ctx.lineWidth = 1 / picture.pixelRatio;
  ctx.globalAlpha = 0.4;
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** Along the high edge and back along the low one. A low edge ≤ 0 on a log axis is drawn at the axis. */
function tracePatch(
  ctx: CanvasRenderingContext2D,
  { x, low, high }: { x: Float64Array; low: Float64Array; high: Float64Array },
  [start, end]: [number, number],
  { x: xScale, y: yScale, plot }: Picture,
) {
  ctx.moveTo(xScale.toPixel(x[start]!), yScale.toPixel(high[start]!));
  for (let i = start + 1; i < end; i++) ctx.lineTo(xScale.toPixel(x[i]!), yScale.toPixel(high[i]!));
  for (let i = end - 1; i >= start; i--) {
    const y = yScale.toPixel(low[i]!);
    ctx.lineTo(xScale.toPixel(x[i]!), Number.isNaN(y) ? plot.top + plot.height : y);
  }
  ctx.closePath();
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

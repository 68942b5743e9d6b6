import { hairline, hasHairlines, stroke } from "./paint-lines.ts";
import { clipTo, inSight, type Picture } from "./picture.ts";
import type { PreparedLine } from "./prepare-series.ts";

const MANY = 20;

/** Whether there are so many lines that their bands' fills would hide each other; the edges alone still show every spike. */
export function isCrowded(lines: readonly PreparedLine[]): boolean {
  return lines.length > MANY;
}

/**
 * What lies behind the lines: their bands and, where they are smoothed, their raw values. With `drawn` so many points of each
 * line are on the canvas already, and only what comes after them is added.
 */
export function paintBehind(
  ctx: CanvasRenderingContext2D,
  lines: readonly PreparedLine[],
  picture: Picture,
  drawn?: readonly number[],
) {
  const hasRaw = !isCrowded(lines);
  const isFilled = hasRaw && !hasHairlines(lines, picture);
  ctx.save();
  clipTo(ctx, picture.plot);
  ctx.lineJoin = "round";
  lines.forEach((line, i) => {
    const known = drawn?.[i] ?? 0;
    if (line.x.length <= known) return;
    if (line.band) paintBand(ctx, line, picture, { fill: isFilled ? "patch" : "none", drawn: known });
    if (!line.raw || !hasRaw) return;
    ctx.globalAlpha = 0.28;
    stroke(ctx, line, line.raw, picture, { width: 1, first: Math.max(0, known - 1) });
    ctx.globalAlpha = 1;
  });
  ctx.restore();
}

/** Bars are cheaper than a patch with two slanted sides, and look like one where buckets are some pixels wide. */
type BandLook = { fill: "patch" | "bars" | "none"; drawn?: number | undefined };

/** From least to greatest of what a bucket merged. */
export function paintBand(ctx: CanvasRenderingContext2D, line: PreparedLine, picture: Picture, look: BandLook) {
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
  ctx.fillStyle = line.color[picture.scheme];
  ctx.globalAlpha = 0.15;
  if (look.fill === "bars") for (const patch of patches) fillBars(ctx, band, patch, picture);
  if (look.fill === "patch") {
    ctx.beginPath();
    for (const patch of patches) tracePatch(ctx, band, patch, picture);
    ctx.fill();
  }
  // Its edges, a hairline: one point among thousands makes a patch too narrow for its fill to be seen.
  ctx.strokeStyle = line.color[picture.scheme];
  ctx.lineWidth = hairline(picture);
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

/** A bar for each bucket, halfway to its neighbours, on whole device pixels. */
function fillBars(ctx: CanvasRenderingContext2D, band: Band, [start, end]: [number, number], picture: Picture) {
  const whole = (px: number) => Math.round(px * picture.pixelRatio) / picture.pixelRatio;
  const pixelOf = (i: number) => picture.x.toPixel(band.x[i]!);
  let left = whole(pixelOf(start));
  for (let i = start; i < end; i++) {
    const right = whole(i + 1 < end ? (pixelOf(i) + pixelOf(i + 1)) / 2 : pixelOf(i));
    const top = whole(picture.y.toPixel(band.high[i]!));
    ctx.fillRect(left, top, right - left, whole(lowEdge(band, i, picture)) - top);
    left = right;
  }
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

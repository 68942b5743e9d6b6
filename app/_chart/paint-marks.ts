import type { Ink } from "./ink.ts";
import type { Picture } from "./picture.ts";
import type { PreparedLine } from "./prepare-series.ts";

export type Reference = { y: number; label: string };
export type Mark = { x: number; kind: "checkpoint" | "resume" | "note"; label: string };

const MANY_MARKS = 12;

type Look = { picture: Picture; ink: Ink };

/** Level lines, such as ln B; drawn before the lines. */
export function paintReferences(ctx: CanvasRenderingContext2D, references: readonly Reference[], look: Look) {
  const { left, width } = look.picture.plot;
  ctx.strokeStyle = look.ink.dim;
  ctx.lineWidth = 1;
  ctx.setLineDash([3, 3]);
  for (const { y } of inPlot(references, look)) line(ctx, left, y, left + width, y);
  ctx.setLineDash([]);
}

/** The names of the level lines, at their right end; drawn after the lines, with a rim that keeps them readable. */
export function paintReferenceNames(ctx: CanvasRenderingContext2D, references: readonly Reference[], look: Look) {
  if (references.length === 0) return;
  const { left, top, width } = look.picture.plot;
  ctx.font = `11px ${look.ink.font}`;
  ctx.textAlign = "right";
  for (const { y, label } of inPlot(references, look)) {
    const isBelow = y - top < 16;
    ctx.textBaseline = isBelow ? "top" : "bottom";
    outlined(ctx, label, left + width - 4, isBelow ? y + 3 : y - 2, look.ink);
  }
}

/** On a pixel's middle, so that a line of one pixel is sharp. */
function inPlot(references: readonly Reference[], { picture }: Look): Reference[] {
  const { top, height } = picture.plot;
  return references
    .map(({ y, label }) => ({ y: Math.round(picture.y.toPixel(y)) + 0.5, label }))
    .filter(({ y }) => y >= top - 1 && y <= top + height + 1);
}

/** A faint upright line at each mark, drawn before the lines; where marks crowd, only at resumes. */
export function paintMarkLines(ctx: CanvasRenderingContext2D, marks: readonly Mark[], { picture, ink }: Look) {
  const { top, height } = picture.plot;
  const visible = inDomain(marks, picture);
  ctx.strokeStyle = ink.strong;
  ctx.lineWidth = 1;
  ctx.setLineDash([2, 3]);
  for (const mark of visible) {
    if (visible.length > MANY_MARKS && mark.kind !== "resume") continue;
    const x = Math.round(picture.x.toPixel(mark.x)) + 0.5;
    line(ctx, x, top, x, top + height);
  }
  ctx.setLineDash([]);
}

/** What happened along the way, on the x axis: ◆ a checkpoint, ↻ a resume, a filled square a note. */
export function paintMarks(ctx: CanvasRenderingContext2D, marks: readonly Mark[], { picture, ink }: Look) {
  const { top, height } = picture.plot;
  for (const mark of inDomain(marks, picture)) paintGlyph(ctx, mark.kind, picture.x.toPixel(mark.x), top + height, ink);
}

function inDomain(marks: readonly Mark[], { xDomain }: Picture): Mark[] {
  return marks.filter(({ x }) => x >= xDomain[0] && x <= xDomain[1]);
}

/** A cross on the axis wherever a value was NaN or infinite: a gap alone would look like missing data. */
export function paintBroken(ctx: CanvasRenderingContext2D, lines: readonly PreparedLine[], { picture, ink }: Look) {
  const { left, top, width, height } = picture.plot;
  const y = top + height - 5;
  ctx.strokeStyle = ink.bad;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (const { brokenAt } of lines)
    for (const value of brokenAt) {
      const x = picture.x.toPixel(value);
      if (x < left || x > left + width) continue;
      ctx.moveTo(x - 3, y - 3);
      ctx.lineTo(x + 3, y + 3);
      ctx.moveTo(x + 3, y - 3);
      ctx.lineTo(x - 3, y + 3);
    }
  ctx.stroke();
}

function paintGlyph(ctx: CanvasRenderingContext2D, kind: Mark["kind"], x: number, y: number, ink: Ink) {
  ctx.beginPath();
  ctx.fillStyle = ink.accent;
  ctx.strokeStyle = ink.surface;
  ctx.lineWidth = 1;
  if (kind === "checkpoint") {
    ctx.moveTo(x, y - 4.5);
    ctx.lineTo(x + 4.5, y);
    ctx.lineTo(x, y + 4.5);
    ctx.lineTo(x - 4.5, y);
    ctx.closePath();
  } else if (kind === "note") ctx.rect(x - 3.5, y - 3.5, 7, 7);
  else ctx.arc(x, y, 4.5, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
  if (kind === "resume") paintTurn(ctx, x, y, ink);
}

/** An open ring with a head: the arrow of a resume, on the disc that paintGlyph left. */
function paintTurn(ctx: CanvasRenderingContext2D, x: number, y: number, ink: Ink) {
  ctx.beginPath();
  ctx.arc(x, y, 2.4, -0.2, 1.5 * Math.PI);
  ctx.strokeStyle = ink.surface;
  ctx.lineWidth = 1.2;
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x - 0.6, y - 4.3);
  ctx.lineTo(x + 2.4, y - 2.4);
  ctx.lineTo(x - 0.6, y - 0.6);
  ctx.fillStyle = ink.surface;
  ctx.fill();
}

function outlined(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, ink: Ink) {
  ctx.strokeStyle = ink.surface;
  ctx.lineWidth = 3;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = ink.dim;
  ctx.fillText(text, x, y);
}

function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

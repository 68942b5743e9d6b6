import type { Scheme } from "./color.ts";
import { type Ink, readInk } from "./ink.ts";

type Key = { label: string; color: string; dash: readonly number[] };
type Drawing = {
  scheme: Scheme;
  title: string;
  legend: Key[];
  /** Everything inside the axes, in CSS px from the stage's corner. */
  paint: (ctx: CanvasRenderingContext2D, ink: Ink) => void;
};
type Size = { width: number; height: number };

const TITLE_HEIGHT = 30;
const ROW_HEIGHT = 18;

/** A chart as pixels: title, axes, lines, legend. `stage` holds the axes' svg. */
export async function chartPng(stage: HTMLElement, drawing: Drawing): Promise<Blob> {
  const ratio = window.devicePixelRatio;
  const canvas = document.createElement("canvas");
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("a 2d canvas was expected, the browser gave none");
  const size = sizeOf(ctx, stage, drawing);
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  ctx.scale(ratio, ratio);
  draw(ctx, stage, { ...drawing, size });
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("a PNG was expected, the canvas gave none"))),
      "image/png",
    ),
  );
}

/** The same as lines and letters that a paper can scale. */
export async function chartSvg(stage: HTMLElement, drawing: Drawing): Promise<Blob> {
  const measuring = document.createElement("canvas").getContext("2d");
  if (!measuring) throw new Error("a 2d canvas was expected, the browser gave none");
  const size = sizeOf(measuring, stage, drawing);
  const { Context } = await import("svgcanvas");
  const ctx = new Context(size);
  draw(ctx, stage, { ...drawing, size });
  return new Blob([ctx.getSerializedSvg()], { type: "image/svg+xml" });
}

function sizeOf(ctx: CanvasRenderingContext2D, stage: HTMLElement, { legend, scheme }: Drawing): Size {
  const { width, height } = stage.getBoundingClientRect();
  const rows = (placesOf(ctx, legend, { width, font: readInk(stage, scheme).font }).at(-1)?.row ?? -1) + 1;
  return { width, height: TITLE_HEIGHT + height + rows * ROW_HEIGHT + 8 };
}

function draw(
  ctx: CanvasRenderingContext2D,
  stage: HTMLElement,
  { scheme, title, legend, paint, size }: Drawing & { size: Size },
) {
  const box = stage.getBoundingClientRect();
  const ink = readInk(stage, scheme);
  ctx.fillStyle = ink.surface;
  ctx.fillRect(0, 0, size.width, size.height);
  write(ctx, title, { x: 12, y: TITLE_HEIGHT / 2 + 2, font: `600 14px ${ink.font}`, color: ink.text });
  ctx.translate(0, TITLE_HEIGHT);
  drawAxes(ctx, stage, box);
  paint(ctx, ink);
  ctx.translate(0, box.height);
  for (const [i, { x, row }] of placesOf(ctx, legend, { width: box.width, font: ink.font }).entries())
    drawKey(ctx, legend[i]!, { x, y: (row + 0.5) * ROW_HEIGHT, font: ink.font, text: ink.text });
}

/** The axes anew, texts in the page's font: an svg that is loaded as an image has none of the page's fonts. */
function drawAxes(ctx: CanvasRenderingContext2D, stage: HTMLElement, box: DOMRect) {
  for (const line of stage.querySelectorAll("svg line")) {
    const rect = line.getBoundingClientRect();
    ctx.strokeStyle = getComputedStyle(line).stroke;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(rect.left - box.left, rect.top - box.top);
    ctx.lineTo(rect.right - box.left, rect.bottom - box.top);
    ctx.stroke();
  }
  for (const text of stage.querySelectorAll("svg text")) {
    const rect = text.getBoundingClientRect();
    const { fill, fontSize, fontFamily } = getComputedStyle(text);
    const place = { x: rect.left - box.left, y: (rect.top + rect.bottom) / 2 - box.top };
    write(ctx, text.textContent, { ...place, font: `${fontSize} ${fontFamily}`, color: fill });
  }
}

function drawKey(
  ctx: CanvasRenderingContext2D,
  { label, color, dash }: Key,
  { x, y, font, text }: { x: number; y: number; font: string; text: string },
) {
  ctx.strokeStyle = color;
  ctx.lineWidth = 3;
  ctx.setLineDash([...dash]);
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x + 16, y);
  ctx.stroke();
  ctx.setLineDash([]);
  write(ctx, label, { x: x + 22, y, font: `12px ${font}`, color: text });
}

/** Where each key of the legend goes when rows are as wide as the picture. */
function placesOf(
  ctx: CanvasRenderingContext2D,
  legend: Key[],
  { width, font }: { width: number; font: string },
): { x: number; row: number }[] {
  ctx.font = `12px ${font}`;
  let x = 12;
  let row = 0;
  return legend.map(({ label }) => {
    const needed = ctx.measureText(label).width + 40;
    if (x > 12 && x + needed > width) [x, row] = [12, row + 1];
    const place = { x, row };
    x += needed;
    return place;
  });
}

function write(
  ctx: CanvasRenderingContext2D,
  text: string,
  { x, y, font, color }: { x: number; y: number; font: string; color: string },
) {
  ctx.font = font;
  ctx.fillStyle = color;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillText(text, x, y);
}

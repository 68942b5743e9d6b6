import { readInk } from "./ink.ts";

export type PngLegend = { label: string; color: string; dash: readonly number[] };

const TITLE_HEIGHT = 30;
const ROW_HEIGHT = 18;

/**
 * A chart as a picture: title, axes, lines, legend. `stage` holds the axes' svg and the canvases. Texts of the svg are
 * drawn anew in the page's font: an svg that is loaded as an image has none of the page's fonts.
 */
export async function chartPng(
  stage: HTMLElement,
  { title, legend }: { title: string; legend: PngLegend[] },
): Promise<Blob> {
  const box = stage.getBoundingClientRect();
  const ink = readInk(stage);
  const ratio = window.devicePixelRatio;
  const canvas = document.createElement("canvas");
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("a 2d canvas was expected, the browser gave none");
  ctx.font = `12px ${ink.font}`;
  const places = flow(legend, box.width, (text) => ctx.measureText(text).width);
  const rows = (places.at(-1)?.row ?? -1) + 1;
  canvas.width = Math.round(box.width * ratio);
  canvas.height = Math.round((TITLE_HEIGHT + box.height + rows * ROW_HEIGHT + 8) * ratio);
  ctx.scale(ratio, ratio);
  ctx.fillStyle = ink.surface;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  write(ctx, title, { x: 12, y: TITLE_HEIGHT / 2 + 2, font: `600 14px ${ink.font}`, color: ink.text });
  ctx.translate(0, TITLE_HEIGHT);
  drawSvg(ctx, stage, box);
  for (const layer of stage.querySelectorAll("canvas")) ctx.drawImage(layer, 0, 0, box.width, box.height);
  ctx.translate(0, box.height);
  for (const [i, { x, row }] of places.entries())
    drawKey(ctx, legend[i]!, { x, y: (row + 0.5) * ROW_HEIGHT, font: ink.font, text: ink.text });
  return toBlob(canvas);
}

function drawSvg(ctx: CanvasRenderingContext2D, stage: HTMLElement, box: DOMRect) {
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
  { label, color, dash }: PngLegend,
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
function flow(legend: PngLegend[], width: number, measure: (text: string) => number): { x: number; row: number }[] {
  let x = 12;
  let row = 0;
  return legend.map(({ label }) => {
    const needed = measure(label) + 40;
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

function toBlob(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("a PNG was expected, the canvas gave none"))),
      "image/png",
    ),
  );
}

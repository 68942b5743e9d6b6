import { type Ref, useCallback, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { growthOf } from "./growth.ts";
import { readInk } from "./ink.ts";
import styles from "./line-chart.module.css";
import { isCrowded } from "./paint-behind.ts";
import { type Painted, paintBehindLater, paintChart, paintGrowth } from "./paint-chart.ts";
import { emphasisBox, paintEmphasis } from "./paint-emphasis.ts";

export type CanvasHandle = { emphasise: (lineId: string | null) => void };

type Props = Painted & {
  ref: Ref<CanvasHandle>;
  width: number;
  height: number;
  /** A line to lift while another place, such as a legend, points at it. */
  emphasis: string | null;
};

/** One canvas for all lines and one above it for the line that is pointed at. */
export function ChartCanvas({ ref, width, height, lines, picture, references, marks, emphasis }: Props) {
  const base = useRef<HTMLCanvasElement>(null);
  const top = useRef<HTMLCanvasElement>(null);
  const lifted = useRef<string | null>(null);
  const painted = useRef<(Painted & { isWhole: boolean }) | null>(null);

  useLayoutEffect(() => {
    const now = { lines, picture, references, marks };
    const drawn = painted.current?.isWhole ? growthOf(painted.current, now) : null;
    // The bands of a crowd take as long as its lines: at first sight the lines have a frame of their own.
    const isBehindLater = painted.current === null && isCrowded(lines);
    const state = { ...now, isWhole: !isBehindLater };
    painted.current = state;
    if (drawn) {
      const ctx = base.current?.getContext("2d");
      if (ctx) paintGrowth(ctx, now, drawn);
      return;
    }
    const ctx = start(base.current, { width, height, pixelRatio: picture.pixelRatio });
    if (!ctx) return;
    paintChart(ctx, now, readInk(ctx.canvas, picture.scheme), { isBehindLater });
    if (!isBehindLater) return;
    return afterNextFrame(() => {
      paintBehindLater(ctx, now);
      state.isWhole = true;
    });
  }, [width, height, lines, picture, references, marks]);

  const lift = useCallback(
    (lineId: string | null) => {
      lifted.current = lineId;
      const line = lines.find(({ id }) => id === lineId);
      // Away while it is empty: every canvas in sight costs each frame of the page.
      if (top.current) top.current.hidden = !line;
      if (!line || !top.current) return;
      // As high as the line and no higher: what a canvas costs each move goes by its pixels.
      const place = emphasisBox(line, picture, height);
      top.current.style.top = `${place.top}px`;
      top.current.style.height = `${place.height}px`;
      const ctx = start(top.current, { width, height: place.height, pixelRatio: picture.pixelRatio });
      ctx?.translate(0, -place.top);
      if (ctx) paintEmphasis(ctx, line, picture);
    },
    [width, height, lines, picture],
  );
  useLayoutEffect(() => lift(emphasis), [lift, emphasis]);
  useImperativeHandle(ref, () => ({
    emphasise(lineId) {
      const wanted = lineId ?? emphasis;
      if (wanted !== lifted.current) lift(wanted);
    },
  }));

  const style = { width, height };
  return (
    <div aria-hidden="true">
      <canvas ref={base} className={styles.canvas} style={style} data-faded={emphasis !== null} />
      <canvas ref={top} className={styles.canvas} style={{ width }} hidden />
    </div>
  );
}

/** Calls `act` in the frame after the next, unless what it returns is called before. */
function afterNextFrame(act: () => void): () => void {
  let request = requestAnimationFrame(() => {
    request = requestAnimationFrame(act);
  });
  return () => cancelAnimationFrame(request);
}

/** An empty canvas of the right size whose context counts in CSS px. */
function start(
  canvas: HTMLCanvasElement | null,
  { width, height, pixelRatio }: { width: number; height: number; pixelRatio: number },
): CanvasRenderingContext2D | null {
  const ctx = canvas?.getContext("2d");
  if (!canvas || !ctx) return null;
  const [w, h] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
  // Setting the size also clears, but throws the buffer away.
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, w, h);
  ctx.scale(pixelRatio, pixelRatio);
  return ctx;
}

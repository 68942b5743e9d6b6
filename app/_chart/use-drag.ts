import { type PointerEvent, type RefObject, useRef } from "react";
import type { Plot } from "./layout.ts";

type Drag = { from: number; to: number; pointerId: number };
const LEAST_PX = 6;

/**
 * Drag over the plot with the main mouse button to choose a stretch of x. A finger does not drag: it scrolls the page.
 * `onDrag` gets the two ends in px from the plot's left, in order.
 */
export function useDrag(band: RefObject<HTMLElement | null>, plot: Plot, onDrag: (from: number, to: number) => void) {
  const drag = useRef<Drag | null>(null);

  function draw() {
    const element = band.current;
    if (!element) return;
    const now = drag.current;
    element.hidden = !now || Math.abs(now.to - now.from) < LEAST_PX;
    if (!now) return;
    element.style.transform = `translateX(${Math.min(now.from, now.to)}px)`;
    element.style.width = `${Math.abs(now.to - now.from)}px`;
  }

  function place(event: PointerEvent<HTMLElement>): number {
    const { left } = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(plot.width, event.clientX - left));
  }

  return {
    isDragging: () => drag.current !== null,
    start(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0 || event.pointerType === "touch") return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const from = place(event);
      drag.current = { from, to: from, pointerId: event.pointerId };
    },
    move(event: PointerEvent<HTMLElement>) {
      if (drag.current?.pointerId !== event.pointerId) return;
      drag.current.to = place(event);
      draw();
    },
    end() {
      const now = drag.current;
      drag.current = null;
      draw();
      if (now && Math.abs(now.to - now.from) >= LEAST_PX)
        onDrag(Math.min(now.from, now.to), Math.max(now.from, now.to));
    },
    cancel() {
      drag.current = null;
      draw();
    },
  };
}

import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from "react";
import { COLUMNS, HEIGHT, type PanelLook } from "./arrangement.ts";

type Drag = { pointerId: number; x: number; y: number; width: number; column: number; look: PanelLook };

/** A panel's size while its corner is dragged or moved with the arrow keys; kept once it is let go. */
export function useResize(slot: RefObject<HTMLElement | null>, look: PanelLook, onLook: (look: PanelLook) => void) {
  const drag = useRef<Drag | null>(null);
  const [wanted, setWanted] = useState<PanelLook | null>(null);
  const now = { ...look, ...wanted };

  function start(event: PointerEvent<HTMLElement>) {
    const grid = slot.current?.parentElement;
    if (!slot.current || !grid || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { width } = slot.current.getBoundingClientRect();
    const [column = "0"] = getComputedStyle(grid).gridTemplateColumns.split(" ");
    const { pointerId, clientX: x, clientY: y } = event;
    drag.current = { pointerId, x, y, width, column: Number.parseFloat(column), look };
  }

  function move(event: PointerEvent<HTMLElement>) {
    const from = drag.current;
    if (from?.pointerId !== event.pointerId) return;
    const columns = Math.round((from.width + event.clientX - from.x) / from.column);
    const height = clamped((from.look.height ?? HEIGHT.usual) + event.clientY - from.y);
    setWanted({ columns: columns <= 1 ? 1 : columns === 2 ? 2 : "all", height });
  }

  function end() {
    drag.current = null;
    if (wanted) onLook(wanted);
    setWanted(null);
  }

  function press(event: KeyboardEvent<HTMLElement>) {
    const taller = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const wider = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (taller === undefined && wider === undefined) return;
    event.preventDefault();
    if (taller) onLook({ height: clamped((look.height ?? HEIGHT.usual) + taller * HEIGHT.step) });
    const columns = wider && COLUMNS[COLUMNS.indexOf(look.columns ?? 1) + wider];
    if (columns) onLook({ columns });
  }

  const cancel = () => {
    drag.current = null;
    setWanted(null);
  };
  return {
    look: now,
    handlers: {
      onPointerDown: start,
      onPointerMove: move,
      onPointerUp: end,
      onPointerCancel: cancel,
      onKeyDown: press,
    },
  };
}

function clamped(height: number): number {
  const stepped = Math.round(height / HEIGHT.step) * HEIGHT.step;
  return Math.max(HEIGHT.least, Math.min(HEIGHT.most, stepped));
}

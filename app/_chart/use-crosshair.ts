import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef } from "react";
import { atRest, forgetRest } from "./at-rest.ts";
import { onHover, tellHover } from "./hover-bus.ts";
import type { Plot } from "./layout.ts";
import type { PreparedLine } from "./prepare-series.ts";
import { type ReadingRow, readAt } from "./reading.ts";
import type { Domain, Scale } from "./scale.ts";
import { makeTooltip, type TooltipContent, type TooltipElement } from "./tooltip-element.ts";

/** Where in the viewport a tooltip must not be, and the height in the plot that says which line is meant. */
type Pointer = { clientX: number; clientY: number; plotY: number | null };

type Options = {
  crosshair: RefObject<HTMLElement | null>;
  dots: RefObject<HTMLElement | null>;
  group: string;
  plot: Plot;
  lines: readonly PreparedLine[];
  x: Scale;
  y: Scale;
  xDomain: Domain;
  colorOf: (line: PreparedLine) => string;
  contentOf: (x: number, rows: ReadingRow[], view: { emphasised: string | null; room: number }) => TooltipContent;
  onEmphasise: (lineId: string | null) => void;
  onRead: OnRead | undefined;
};

/** Hears what every line says where the crosshair rests, of this chart or another of the group; null when it has gone. */
export type OnRead = (rows: readonly ReadingRow[] | null) => void;

export type Crosshair = {
  /** Where it stands; null when nowhere. */
  current: () => number | null;
  rowsAt: (x: number) => ReadingRow[];
  moveTo: (x: number, pointer: Pointer) => void;
  leave: () => void;
};

const REACH_PX = 10;
const NEAR_PX = 40;
const MOST_DOTS = 12;

/**
 * The line under the pointer, the tooltip beside it and the dots on it, written to the DOM directly. The chart that is
 * pointed at shows all three and tells its group; the others only follow with their line, which keeps twelve charts fluid.
 */
export function useCrosshair(options: Options): Crosshair {
  const self = useRef<object>({});
  const tooltip = useRef<TooltipElement | null>(null);
  const at = useRef<{ x: number; pointer: Pointer | null } | null>(null);

  const follow = useEffectEvent((x: number | null, source: object) => {
    if (source === self.current) return;
    tooltip.current?.hide();
    options.onEmphasise(null);
    at.current = x === null ? null : { x, pointer: null };
    placeLine(options, x);
    placeDots(options, []);
    atRest(self.current, () => options.onRead?.(at.current && rowsAt(at.current.x)));
  });

  // New points, a zoom or a resize while the pointer rests: say again what lies under it.
  useLayoutEffect(() => {
    const now = at.current;
    if (now?.pointer) lead(now.x, now.pointer);
    else placeLine(options, now?.x ?? null);
  });
  useEffect(() => onHover(options.group, (x, source) => follow(x, source)), [options.group]);
  const forget = useEffectEvent(() => {
    forgetRest(self.current);
    tooltip.current?.remove();
    tooltip.current = null;
    if (at.current?.pointer) tellHover(options.group, null, self.current);
  });
  useEffect(() => () => forget(), []);

  function rowsAt(x: number): ReadingRow[] {
    const unit = Math.abs(options.x.toValue(REACH_PX) - options.x.toValue(0));
    return readAt(options.lines, x, unit);
  }

  function lead(x: number, pointer: Pointer) {
    at.current = { x, pointer };
    const rows = rowsAt(x);
    const emphasised = pointer.plotY === null ? null : closestTo(pointer.plotY, rows, options.y);
    placeLine(options, x);
    placeDots(options, rows);
    atRest(self.current, () => options.onRead?.(at.current && rowsAt(at.current.x)));
    options.onEmphasise(options.lines.length > 1 ? emphasised : null);
    tooltip.current ??= makeTooltip();
    tooltip.current.show(options.contentOf(x, rows, { emphasised, room: tooltip.current.room() }), {
      x: pointer.clientX,
      y: pointer.clientY,
    });
  }

  return {
    current: () => at.current?.x ?? null,
    rowsAt,
    moveTo(x, pointer) {
      lead(x, pointer);
      tellHover(options.group, x, self.current);
    },
    leave() {
      at.current = null;
      tooltip.current?.hide();
      placeLine(options, null);
      placeDots(options, []);
      options.onEmphasise(null);
      atRest(self.current, () => options.onRead?.(null));
      tellHover(options.group, null, self.current);
    },
  };
}

function placeLine({ crosshair, x, xDomain, plot }: Options, value: number | null) {
  const element = crosshair.current;
  if (!element) return;
  const isShown = value !== null && value >= xDomain[0] && value <= xDomain[1];
  element.hidden = !isShown;
  if (isShown) element.style.transform = `translateX(${Math.round(x.toPixel(value) - plot.left)}px)`;
}

/** A dot on each line's point, where there are few enough to tell apart. */
function placeDots({ dots, x, y, plot, colorOf }: Options, rows: ReadingRow[]) {
  const parent = dots.current;
  if (!parent) return;
  const shown = rows.length <= MOST_DOTS ? rows.filter((row) => !Number.isNaN(y.toPixel(row.y))) : [];
  while (parent.children.length < shown.length) parent.append(document.createElement("span"));
  for (const [i, child] of [...parent.children].entries()) {
    const dot = child as HTMLElement;
    const row = shown[i];
    dot.hidden = !row;
    if (!row) continue;
    dot.style.background = colorOf(row.line);
    dot.style.transform = `translate(${x.toPixel(row.x) - plot.left}px, ${y.toPixel(row.y) - plot.top}px)`;
  }
}

function closestTo(plotY: number, rows: ReadingRow[], y: Scale): string | null {
  let best: string | null = null;
  let distance = NEAR_PX;
  for (const row of rows) {
    const away = Math.abs(y.toPixel(row.y) - plotY);
    if (away < distance) [best, distance] = [row.line.id, away];
  }
  return best;
}

"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ConsoleRow } from "#app/_trpc/rows.ts";
import styles from "./console.module.css";
import { ConsoleLine, type LineLook } from "./console-line.tsx";
import type { Lines } from "./line-hash.ts";
import type { Range } from "./use-rows.ts";

/** A row to show in the middle; a new object is a new wish. */
export type Target = { row: number };
type Props = {
  /** Rows of the output that are shown: those of an attempt, or all. */
  range: Range;
  rowAt: (row: number) => ConsoleRow | undefined;
  onSight: (sight: Range) => void;
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
  target: Target | null;
  current: number | null;
  selected: Lines | null;
  onSelect: (line: number, isRange: boolean) => void;
  wraps: boolean;
  look: LineLook;
  label: string;
};

const LINE_PX = 18;
const NEAR_END_PX = 40;
const OVERSCAN = 30;
/** Browsers cannot lay out a box as high as ten million lines: so many are in the page's scroll box at a time. */
const SLICE = 100_000;
const MAX_SLICE = 150_000;
const EDGE = 400;

/** Lines of output; only those in sight are in the page. Scrolling up stops following, scrolling to the end goes on. */
export function ConsoleView(props: Props) {
  const { range, rowAt, onSight, isFollowing, onFollow, target, current, selected, onSelect, wraps, look, label } =
    props;
  const frame = useRef<HTMLDivElement>(null);
  const last = useRef({ top: 0, height: 0 });
  const wish = useRef<{ row: number; align: "start" | "center" } | null>(null);
  const [asked, setStart] = useState(() => sliceEnd(range));
  const [seen, setSeen] = useState<Target | null>(null);
  // While following, the slice moves on in large steps, so that rows seldom change their place.
  const isLate = isFollowing && range.to - asked > MAX_SLICE;
  const start = Math.max(range.from, Math.min(isLate ? sliceEnd(range) : asked, range.to - 1));
  if (target !== seen) {
    setSeen(target);
    if (target) setStart(around(target.row, start, range));
  } else if (start !== asked) setStart(start);
  const end = Math.min(range.to, start + MAX_SLICE);
  const virtual = useVirtualizer({
    count: end - start,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE_PX,
    getItemKey: (index) => start + index,
    overscan: OVERSCAN,
  });
  const items = virtual.getVirtualItems();
  const from = start + (items[0]?.index ?? 0);
  const to = start + (items.at(-1)?.index ?? -1) + 1;

  useEffect(() => onSight({ from, to }), [from, to, onSight]);
  useLayoutEffect(() => {
    const top = virtual.range?.startIndex ?? 0;
    // Lines that wrap are measured as they are drawn; those that do not are all alike.
    if (!wraps) virtual.measure();
    virtual.scrollToIndex(top, { align: "start" });
  }, [wraps, virtual]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines that wrap otherwise end elsewhere
  useLayoutEffect(() => {
    if (isFollowing && end > start) virtual.scrollToIndex(end - start - 1, { align: "end" });
  }, [isFollowing, end, start, wraps, virtual]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a target is a wish, made once, when the slice holds it
  useLayoutEffect(() => {
    if (target) virtual.scrollToIndex(Math.max(0, target.row - start), { align: "center" });
  }, [seen]);
  useLayoutEffect(() => {
    if (wish.current === null) return;
    virtual.scrollToIndex(Math.max(0, wish.current.row - start), { align: wish.current.align });
    wish.current = null;
  }, [start, virtual]);

  const goTo = (row: number) => {
    const next = around(row, start, range);
    if (next === start) return virtual.scrollToIndex(row - start, { align: "start" });
    wish.current = { row, align: "start" };
    setStart(next);
  };
  const onUserScroll = () => {
    const box = frame.current;
    if (!box) return;
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    const isAtEnd = end === range.to && below < NEAR_END_PX;
    if (isAtEnd !== isFollowing) onFollow(isAtEnd);
    const isNearStart = start > range.from && box.scrollTop < EDGE * LINE_PX;
    const isNearEnd = end < range.to && below < EDGE * LINE_PX;
    // By the box and not by what is drawn, which may be a moment older.
    if (isNearStart || isNearEnd) goTo(start + (virtual.getVirtualItemForOffset(box.scrollTop)?.index ?? 0));
  };
  const onScroll = () => {
    const box = frame.current;
    if (!box) return;
    // A drag of the scroll bar has no event of its own; nothing here scrolls up while it follows.
    const isUp = box.scrollTop < last.current.top - 2 && box.scrollHeight === last.current.height;
    last.current = { top: box.scrollTop, height: box.scrollHeight };
    if (isUp || !isFollowing) onUserScroll();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    if (event.key === "End") onFollow(true);
    else {
      onFollow(false);
      goTo(range.from);
    }
  };

  return (
    <div
      ref={frame}
      className={styles.view}
      data-wraps={wraps || undefined}
      role="log"
      aria-label={label}
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={onScroll}
      onWheel={onUserScroll}
      onTouchMove={onUserScroll}
      onKeyDown={onKeyDown}
      onKeyUp={onUserScroll}
    >
      <div className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start: top, key }) => {
          const row = start + index;
          return (
            <div
              key={key}
              data-index={index}
              ref={wraps ? virtual.measureElement : undefined}
              className={styles.line}
              data-current={row === current || undefined}
              data-selected={(selected && row + 1 >= selected.first && row + 1 <= selected.last) || undefined}
              style={{ transform: `translateY(${top}px)` }}
            >
              <ConsoleLine number={row + 1} row={rowAt(row)} look={look} onSelect={onSelect} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function sliceEnd({ from, to }: Range): number {
  return Math.max(from, to - SLICE);
}

/** Where a slice begins in which a row is not near an end. */
function around(row: number, start: number, { from, to }: Range): number {
  const end = start + MAX_SLICE;
  const isBelowStart = start === from ? row >= from : row - start > EDGE;
  const isAboveEnd = end >= to ? row < to : end - row > EDGE;
  if (isBelowStart && isAboveEnd) return start;
  return Math.max(from, Math.min(row - SLICE / 2, to - SLICE));
}

"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useRef } from "react";
import styles from "./console.module.css";
import type { AnsiSpan, AnsiStyle } from "./parse-ansi.ts";

type Props = {
  lines: AnsiSpan[][];
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
  highlighted: number | null;
  /** Only when the first line is the output's first. */
  isNumbered: boolean;
  label: string;
};

const LINE_PX = 18;
const NEAR_END_PX = 40;

/** Lines of output; only those in sight are in the page. Scrolling up stops following, scrolling to the end goes on. */
export function ConsoleView({ lines, isFollowing, onFollow, highlighted, isNumbered, label }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE_PX,
    overscan: 30,
  });

  useEffect(() => {
    if (isFollowing && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: "end" });
  }, [isFollowing, lines.length, virtual]);
  useEffect(() => {
    if (highlighted !== null) virtual.scrollToIndex(highlighted, { align: "center" });
  }, [highlighted, virtual]);

  const onUserScroll = () => {
    const box = frame.current;
    if (!box) return;
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    if (isAtEnd !== isFollowing) onFollow(isAtEnd);
  };

  return (
    <div
      ref={frame}
      className={styles.view}
      role="log"
      aria-label={label}
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      onWheel={onUserScroll}
      onTouchMove={onUserScroll}
      onKeyUp={onUserScroll}
    >
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => (
          <div
            key={key}
            data-index={index}
            ref={virtual.measureElement}
            className={styles.line}
            data-highlighted={index === highlighted || undefined}
            style={{ transform: `translateY(${start}px)` }}
          >
            <span className={styles.lineNumber} aria-hidden>
              {isNumbered && index + 1}
            </span>
            <Line spans={lines[index]!} />
          </div>
        ))}
      </div>
    </div>
  );
}

const Line = memo(function Line({ spans }: { spans: AnsiSpan[] }) {
  return (
    <span className={styles.text}>
      {spans.map(({ text, style }, i) => (
        <span key={i} className={classOf(style)} data-color={style.color ?? undefined}>
          {text}
        </span>
      ))}
    </span>
  );
});

function classOf(style: AnsiStyle): string | undefined {
  const names = [
    style.isBold && styles.bold,
    style.isDim && styles.dim,
    style.isItalic && styles.italic,
    style.isUnderlined && styles.underlined,
  ];
  return names.filter(Boolean).join(" ") || undefined;
}

import { useEffect, useRef, useState } from "react";

/** Numbers that change more often than this are not read, only painted. */
export const READABLE_MS = 1000;

/**
 * The value, but while it changes all the time only so often: what is read as words need not change with every point. A
 * change after a pause is there at once, and the last one always comes.
 */
export function useSteady<T>(value: T, everyMs = READABLE_MS): T {
  const [shown, setShown] = useState(value);
  const shownAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (value === shown) return;
    const show = () => {
      shownAt.current = performance.now();
      setShown(value);
    };
    const waitMs = shownAt.current + everyMs - performance.now();
    if (waitMs <= 0) return show();
    const timer = setTimeout(show, waitMs);
    return () => clearTimeout(timer);
  }, [value, shown, everyMs]);
  return shown;
}

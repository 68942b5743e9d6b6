import { type RefObject, useLayoutEffect, useState, useSyncExternalStore } from "react";

/** An element's width in CSS px, 0 before it is known. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    // Its first call comes with the frame's own layout: asking here would have each chart of a page lay it out anew.
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

/** Device pixels per CSS px; it changes with the browser's zoom and from screen to screen. */
export function usePixelRatio(): number {
  return useSyncExternalStore(
    subscribe,
    () => window.devicePixelRatio,
    () => 1,
  );
}

function subscribe(listener: () => void): () => void {
  // A query matches one ratio only, so each change needs a new one.
  let query = watch();
  function watch() {
    const next = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    next.addEventListener("change", changed, { once: true });
    return next;
  }
  function changed() {
    query = watch();
    listener();
  }
  return () => query.removeEventListener("change", changed);
}

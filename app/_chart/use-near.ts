import { type RefObject, useEffect, useState } from "react";

const AHEAD = "300px 0px";

/** Whether an element is in sight or nearly so: a page of a hundred charts mounts those that are looked at. */
export function useNear(ref: RefObject<HTMLElement | null>): boolean {
  return useIntersection(ref, false);
}

/** Whether an element has been in sight or nearly so, ever. */
export function useSeen(ref: RefObject<HTMLElement | null>): boolean {
  return useIntersection(ref, true);
}

function useIntersection(ref: RefObject<HTMLElement | null>, isKept: boolean): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (!ref.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const isIntersecting = entries.at(-1)?.isIntersecting ?? false;
        setNear(isIntersecting);
        if (isKept && isIntersecting) observer.disconnect();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [ref, isKept]);
  return isNear;
}

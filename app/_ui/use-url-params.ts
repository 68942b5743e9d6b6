"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** The view's state in the URL: reading it, and changing some of it without a new history entry. Empty values go away. */
export function useUrlParams() {
  const params = useSearchParams();
  const path = usePathname();
  const setParams = useCallback(
    (changes: Record<string, string | null>) => {
      const next = new URLSearchParams(window.location.search);
      for (const [key, value] of Object.entries(changes)) {
        if (value === null || value === "") next.delete(key);
        else next.set(key, value);
      }
      const query = next.toString();
      // Next's router follows replaceState; router.replace would ask the server for a page that needs nothing of it.
      window.history.replaceState(null, "", query ? `${path}?${query}` : path);
    },
    [path],
  );
  return [params, setParams] as const;
}

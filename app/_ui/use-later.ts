import { useDeferredValue } from "react";

/** False at first, true once everything that did not wait for it is drawn: for parts of a page that may come after others. */
export function useLater(): boolean {
  return useDeferredValue(true, false);
}

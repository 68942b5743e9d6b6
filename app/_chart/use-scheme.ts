import { useSyncExternalStore } from "react";
import type { Scheme } from "./color.ts";

const ATTRIBUTE = "data-mantine-color-scheme";

/** The theme in force. Mantine keeps it on <html>, "auto" already resolved. */
export function useScheme(): Scheme {
  return useSyncExternalStore(subscribe, readScheme, () => "light");
}

function readScheme(): Scheme {
  return document.documentElement.getAttribute(ATTRIBUTE) === "dark" ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: [ATTRIBUTE] });
  return () => observer.disconnect();
}

import type { Scheme } from "./color.ts";

/** Colours and font of the page for a canvas, which cannot read CSS variables. */
export type Ink = {
  text: string;
  dim: string;
  strong: string;
  surface: string;
  accent: string;
  bad: string;
  font: string;
};

const known = new Map<Scheme, Ink>();

/** The ink of a colour scheme, asked of the page once: asking at every repaint makes it work out its styles anew. */
export function readInk(element: Element, scheme: Scheme): Ink {
  const ink = known.get(scheme) ?? askInk(element);
  known.set(scheme, ink);
  return ink;
}

function askInk(element: Element): Ink {
  const style = getComputedStyle(element);
  const variable = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: variable("--vela-text"),
    dim: variable("--vela-dim"),
    strong: variable("--vela-border-strong"),
    surface: variable("--vela-surface"),
    accent: variable("--vela-accent"),
    bad: variable("--vela-bad"),
    font: style.fontFamily,
  };
}

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

/** Ask again when the theme changes. */
export function readInk(element: Element): Ink {
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

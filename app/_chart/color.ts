/** A line's colour in both themes, each ≥ 4.5:1 on its surface. */
export type LineColor = { light: string; dark: string };
export type Meaning = "positive" | "negative" | "gap" | "loss";
export type Scheme = keyof LineColor;

// Chosen by search: the twenty that stay furthest apart for full, deuteranopic and protanopic sight in both themes
// (OKLab distance, CVD matrices of Machado et al. 2009) at ≥ 4.5:1 contrast.
export const RUN_COLORS: readonly LineColor[] = [
  { light: "#3c6ee4", dark: "#dee8fc" },
  { light: "#ab6319", dark: "#fdc89e" },
  { light: "#1e806a", dark: "#93f4d9" },
  { light: "#cb3566", dark: "#fda3b6" },
  { light: "#784fcf", dark: "#bba8fc" },
  { light: "#5c7b16", dark: "#b8d884" },
  { light: "#1a799b", dark: "#80d8fe" },
  { light: "#b61a28", dark: "#fd7f7a" },
  { light: "#022495", dark: "#5787f0" },
  { light: "#69450e", dark: "#dfad6d" },
  { light: "#8d33a6", dark: "#eebcfe" },
  { light: "#126b1b", dark: "#6bb26b" },
  { light: "#961574", dark: "#f683ce" },
  { light: "#0e4e8a", dark: "#73a9e5" },
  { light: "#8e0f35", dark: "#da697b" },
  { light: "#0d5a4a", dark: "#6cccb2" },
  { light: "#420c87", dark: "#a588f7" },
  { light: "#3b3a07", dark: "#929143" },
  { light: "#083f4a", dark: "#309bb3" },
  { light: "#6d0d6a", dark: "#c974c3" },
];

/** The same pairs as --vela-energy-* and --vela-loss: a canvas cannot read CSS variables. */
export const MEANING_COLORS: Record<Meaning, LineColor> = {
  positive: { light: "#0b7d77", dark: "#3cc4b8" },
  negative: { light: "#b65209", dark: "#f2924a" },
  gap: { light: "#7542c8", dark: "#b493f5" },
  loss: { light: "#2463c9", dark: "#76a9f7" },
};

/** The colour of a run, always the same for the same id. Two runs may share one: assignDashes then tells them apart. */
export function runColor(runId: string): LineColor {
  return RUN_COLORS[hashOf(runId) % RUN_COLORS.length]!;
}

/** What a metric's name means, if its colour is fixed: "val/energy_gap" → gap. */
export function meaningOf(metric: string): Meaning | undefined {
  const name = metric.replace(/^(train|val|energy)\//, "").replace(/^energy_/, "");
  if (name === "positive" || name === "negative" || name === "gap") return name;
  return /(^|_)loss$/.test(name) ? "loss" : undefined;
}

/** FNV-1a, 32 bits, with a final mix: ids that differ in one letter must not get neighbouring colours. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

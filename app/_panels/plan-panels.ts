import type { Meaning } from "#app/_chart/color.ts";

/** One line of a panel: a metric, and whether its colour is fixed by what it means. */
export type PlannedLine = { key: string; meaning?: Meaning; isValidation?: boolean };

/** A chart to draw: its name is a message key, or the metric's own name where there is none. */
export type PlannedPanel = {
  id: string;
  title: MainPanel | null;
  /** What its reader calls it. */
  name?: string;
  section: string;
  lines: PlannedLine[];
  references?: "infoNce";
};

const MAIN = {
  energy: [
    { key: "energy/positive", meaning: "positive" },
    { key: "energy/negative", meaning: "negative" },
    { key: "energy/gap", meaning: "gap" },
  ],
  infoNce: [
    { key: "energy/loss", meaning: "loss" },
    { key: "val/energy_loss", meaning: "loss", isValidation: true },
  ],
  taskLoss: [
    { key: "train/loss", meaning: "loss" },
    { key: "val/loss", meaning: "loss", isValidation: true },
  ],
  l1: [{ key: "train/l1_loss" }, { key: "val/l1_loss", isValidation: true }],
  accuracy: [{ key: "train/action_accuracy" }, { key: "val/action_accuracy", isValidation: true }],
  learningRate: [{ key: "optim/lr" }, { key: "optim/energy_lr" }],
  speed: [{ key: "perf/steps_per_second" }],
} as const satisfies Record<string, PlannedLine[]>;

export type MainPanel = keyof typeof MAIN;

/** The charts that say how a run is doing; with nothing logged yet, all of them, so that the page does not jump. */
export function planMainPanels(keys: readonly string[]): PlannedPanel[] {
  return Object.entries(MAIN)
    .map(([id, lines]) => {
      const present = keys.length === 0 ? [...lines] : lines.filter(({ key }) => keys.includes(key));
      return mainPanel(id as MainPanel, present);
    })
    .filter((panel) => panel.lines.length > 0);
}

/** Every other metric, one chart each, by section; a val/ metric joins the train/ one of its name. */
export function planOtherPanels(keys: readonly string[]): PlannedPanel[] {
  const taken = new Set(Object.values(MAIN).flatMap((lines) => lines.map(({ key }): string => key)));
  return planPairs(keys.filter((key) => !taken.has(key)));
}

/** One chart a metric, train/ and val/ together: what several runs are compared by. The main ones come first. */
export function planComparePanels(keys: readonly string[]): PlannedPanel[] {
  const order = Object.values(MAIN).flatMap((lines) => lines.map(({ key }): string => key));
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const pairs = planPairs(keys);
  const rankOf = ({ lines }: PlannedPanel) => Math.min(...lines.map(({ key }) => rank(key)));
  return pairs.sort((a, b) => rankOf(a) - rankOf(b));
}

function planPairs(keys: readonly string[]): PlannedPanel[] {
  const panels: PlannedPanel[] = [];
  for (const key of [...keys].sort()) {
    const partner = partnerOf(key);
    if (key.startsWith("val/") && partner && keys.includes(partner)) continue;
    const lines: PlannedLine[] = [{ key, ...(key.startsWith("val/") && { isValidation: true }) }];
    const val = validationOf(key);
    if (val && keys.includes(val)) lines.push({ key: val, isValidation: true });
    panels.push({ id: key, title: null, section: sectionOf(key), lines });
  }
  return panels;
}

function mainPanel(id: MainPanel, lines: PlannedLine[]): PlannedPanel {
  const panel: PlannedPanel = { id, title: id, section: "main", lines };
  return id === "infoNce" ? { ...panel, references: "infoNce" } : panel;
}

/** val/loss → train/loss, val/energy_gap → energy/gap. */
function partnerOf(key: string): string | null {
  const name = key.replace(/^val\//, "");
  if (name === key) return null;
  return name.startsWith("energy_") ? `energy/${name.slice("energy_".length)}` : `train/${name}`;
}

function validationOf(key: string): string | null {
  if (key.startsWith("train/")) return `val/${key.slice("train/".length)}`;
  return key.startsWith("energy/") ? `val/energy_${key.slice("energy/".length)}` : null;
}

const NAMED_SECTIONS = ["added", "main", "train", "val", "energy", "optim", "perf", "system", "other"] as const;

/** Whether a section has a name of ours; others go by their own. */
export function isNamedSection(section: string): section is (typeof NAMED_SECTIONS)[number] {
  return (NAMED_SECTIONS as readonly string[]).includes(section);
}

function sectionOf(key: string): string {
  const slash = key.indexOf("/");
  return slash > 0 ? key.slice(0, slash) : "other";
}

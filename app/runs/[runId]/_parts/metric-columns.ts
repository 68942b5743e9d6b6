const SHOWN = 5;
const FIRST = ["val/l1_loss", "val/action_accuracy", "val/energy_gap", "val/energy_loss", "train/loss", "energy/gap"];

/** Which metrics a table of checkpoints shows: the telling ones that any of them has, five at most. */
export function metricColumns(checkpoints: { metrics: Record<string, number | string> }[]): string[] {
  const present = new Set(checkpoints.flatMap(({ metrics }) => Object.keys(metrics)));
  const rest = [...present].filter((key) => !FIRST.includes(key)).sort();
  return [...FIRST.filter((key) => present.has(key)), ...rest].slice(0, SHOWN);
}

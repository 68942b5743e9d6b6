import type { SweepRun } from "#app/_trpc/rows.ts";

export type SortKey = "trial" | "run" | "status" | "best" | "last" | "step" | `field:${string}`;

/** Runs in the order of a column; those without a value come last whichever way, and equal ones by trial. */
export function sortRuns(runs: readonly SweepRun[], { key, isDescending }: { key: SortKey; isDescending: boolean }) {
  const sign = isDescending ? -1 : 1;
  return [...runs].sort((a, b) => compare(readValue(a, key), readValue(b, key), sign) || a.trial - b.trial);
}

type Value = string | number | boolean | null;

function readValue(run: SweepRun, key: SortKey): Value {
  switch (key) {
    case "trial":
      return run.trial;
    case "run":
      return run.name;
    case "status":
      return run.status;
    case "step":
      return run.step;
    case "best":
      return run.objective?.best ?? null;
    case "last":
      return typeof run.objective?.last === "number" ? run.objective.last : null;
    default:
      return run.values[key.slice("field:".length)] ?? null;
  }
}

function compare(a: Value, b: Value, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * String(a).localeCompare(String(b));
}

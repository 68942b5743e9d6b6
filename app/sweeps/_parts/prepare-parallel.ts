import { makeScale } from "#app/_chart/scale.ts";
import { logTicks, multiplesIn, niceStep } from "#app/_chart/ticks.ts";
import type { SweepDetail, SweepRun } from "#app/_trpc/rows.ts";
import { bestRuns } from "./best-runs.ts";

type Value = SweepRun["values"][string];
export type Axis = {
  /** Path of the field; null is the objective. */
  path: string | null;
  isLog: boolean;
  /** Where a word or a number stands: 0 at the bottom, 1 at the top. */
  ticks: { at: number; value: Value }[];
};
export type Line = {
  runId: string;
  /** A place on each axis, 0 at the bottom, 1 at the top. */
  places: number[];
  /** 1 is the best run, 0 the worst. */
  rank: number;
};
export type Parallel = { axes: Axis[]; lines: Line[] };

const TICKS = 5;
/** Objectives that differ by such a factor are read on a log axis. */
const WIDE = 100;

/** Runs with a value of the objective as lines over one axis a field and one for the objective, the worst first. */
export function prepareParallel({ plan, runs }: Pick<SweepDetail, "plan" | "runs">): Parallel {
  const best = bestRuns(runs, plan.objective.goal);
  const fields = plan.fields.map((field) => {
    const values = best.map((run) => run.values[field.path] ?? null);
    return makeAxis(field.path, values, field.kind === "range" ? field.log : isWide(values));
  });
  const objectives = best.map(({ objective }) => objective!.best!);
  const all = [...fields, makeAxis(null, objectives, isWide(objectives))];
  const lines = best.map((run, i) => ({
    runId: run.id,
    places: all.map(({ placeOf }, at) =>
      placeOf(at < fields.length ? (run.values[all[at]!.axis.path!] ?? null) : objectives[i]!),
    ),
    rank: best.length < 2 ? 1 : 1 - i / (best.length - 1),
  }));
  return { axes: all.map(({ axis }) => axis), lines: lines.reverse() };
}

type Placed = { axis: Axis; placeOf: (value: Value) => number };

function makeAxis(path: string | null, values: Value[], isLog: boolean): Placed {
  const numbers = values.filter((value) => typeof value === "number");
  return numbers.length === values.length && numbers.length > 0
    ? numberAxis(path, numbers, isLog)
    : wordAxis(path, values);
}

function numberAxis(path: string | null, numbers: number[], wantsLog: boolean): Placed {
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  if (low === high) return { axis: { path, isLog: false, ticks: [{ at: 0.5, value: low }] }, placeOf: () => 0.5 };
  const isLog = wantsLog && low > 0;
  const { toPixel } = makeScale([low, high], isLog, [0, 1]);
  const inside = isLog ? logTicks([low, high], TICKS) : multiplesIn([low, high], niceStep(high - low, TICKS));
  const ticks = inside.map((value) => ({ at: toPixel(value), value }));
  return { axis: { path, isLog, ticks }, placeOf: (value) => toPixel(Number(value)) };
}

/** Words, switches and what is a mix: each value has its place, numbers before words. */
function wordAxis(path: string | null, values: Value[]): Placed {
  const known = [...new Set(values)].sort((a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)),
  );
  const placeOf = (value: Value) => (known.length < 2 ? 0.5 : known.indexOf(value) / (known.length - 1));
  return { axis: { path, isLog: false, ticks: known.map((value) => ({ at: placeOf(value), value })) }, placeOf };
}

function isWide(values: Value[]): boolean {
  const numbers = values.filter((value) => typeof value === "number");
  const low = Math.min(...numbers);
  return numbers.length === values.length && low > 0 && Math.max(...numbers) / low >= WIDE;
}

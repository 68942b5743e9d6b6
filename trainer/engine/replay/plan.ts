import type { tf } from "../tf.ts";
import type { Trace } from "./trace.ts";

export type Plan = Trace & {
  /** For each call, the feeds and results that nobody needs after it. */
  spent: number[][];
  /** Variables that kernels write to in place. */
  overwritten: tf.Variable[];
};

/**
 * A trace that can be run again, or null: a Variable must be assigned numbers that the run computed for it alone, and a
 * Variable's own numbers cannot be an output, for they may change before that is read.
 */
export function planOf(trace: Trace): Plan | null {
  const { values, assigned, outputs } = trace;
  const assignedValues = assigned.map(({ result }) => result.value);
  const outputValues = Object.values(outputs).map(({ value }) => value);
  const isPlain =
    assignedValues.every((value) => values[value]!.kind === "result" && !outputValues.includes(value)) &&
    new Set(assignedValues).size === assignedValues.length &&
    outputValues.every((value) => values[value]!.kind !== "variable");
  const spent = spentValues(trace, new Set([...assignedValues, ...outputValues]));
  return isPlain ? { ...trace, spent, overwritten: overwrittenVariables(trace) } : null;
}

/** A kernel that returns nothing can only have changed what it was given. */
function overwrittenVariables({ values, calls }: Trace): tf.Variable[] {
  const given = calls.filter(({ results }) => results.length === 0).flatMap(({ inputs }) => Object.values(inputs));
  return [...new Set(given.map(({ value }) => value))].flatMap((i) => {
    const value = values[i]!;
    return value.kind === "variable" ? [value.variable] : [];
  });
}

function spentValues({ values, calls }: Trace, kept: Set<number>): number[][] {
  const last = new Map<number, number>();
  for (const [i, { inputs, results }] of calls.entries()) {
    for (const { value } of [...Object.values(inputs), ...results]) last.set(value, i);
  }
  const spent: number[][] = calls.map(() => []);
  for (const [value, i] of last) if (isOwned(values[value]!) && !kept.has(value)) spent[i]!.push(value);
  return spent;
}

/** Whether a replay makes these numbers, and so frees them. */
export function isOwned({ kind }: Trace["values"][number]): boolean {
  return kind === "feed" || kind === "result";
}

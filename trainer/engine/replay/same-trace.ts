import { isDeepStrictEqual } from "node:util";
import { core } from "./backend.ts";
import type { Trace, Value } from "./trace.ts";

/** Whether two runs did the same: the same kernels on the same values, and constants equal to the last bit. */
export function sameTrace(a: Trace, b: Trace): boolean {
  return isDeepStrictEqual(formOf(a), formOf(b)) && a.values.every((value, i) => sameValue(value, b.values[i]!));
}

function formOf({ values, calls, assigned, outputs }: Trace) {
  return {
    values: values.length,
    calls: calls.map(({ kernel, inputs, attrs, results }) => ({ kernel, inputs, attrs, results })),
    assigned: assigned.map(({ variable, result }) => ({ id: variable.id, result })),
    outputs,
  };
}

function sameValue(a: Value, b: Value): boolean {
  if (a.kind === "feed") return b.kind === "feed" && a.name === b.name;
  if (a.kind === "variable") return b.kind === "variable" && a.variable === b.variable;
  if (a.kind === "result") return b.kind === "result";
  if (b.kind !== "constant") return false;
  const { backend } = core();
  return a.dataId === b.dataId || isDeepStrictEqual(backend.readSync(a.dataId), backend.readSync(b.dataId));
}

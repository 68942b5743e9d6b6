import type { tf } from "../tf.ts";
import { core } from "./backend.ts";
import type { Call, DataId, Operand, Value } from "./trace.ts";
import type { Note } from "./watch-kernels.ts";

/**
 * Numbers values in the order in which they are met, and collects calls. What no kernel made and is neither input nor
 * Variable is a constant; the book takes a reference to each, so that it stays.
 */
export function openBook(inputs: Record<string, tf.Tensor>, variables: tf.Variable[]) {
  const values: Value[] = [];
  const calls: Call[] = [];
  const numbers = new Map<DataId, number>();
  const owners = new Map(variables.map((variable) => [variable.dataId, variable]));
  const add = (dataId: DataId, value: Value): number => {
    const number = values.push(value) - 1;
    numbers.set(dataId, number);
    return number;
  };
  const hold = (dataId: DataId): Value => {
    core().backend.incRef(dataId);
    return { kind: "constant", dataId };
  };
  const operand = ({ dataId, shape, dtype }: tf.TensorInfo): Operand => {
    const variable = owners.get(dataId);
    const value = numbers.get(dataId) ?? add(dataId, variable ? { kind: "variable", variable } : hold(dataId));
    return { value, shape, dtype };
  };
  const note: Note = (kernel, run, given, attrs) => {
    const seen = Object.fromEntries(Object.entries(given).map(([name, info]) => [name, operand(info)]));
    return (results) => {
      const known = results.filter(({ dataId }) => numbers.has(dataId)).length;
      // The same numbers under another shape: nothing to do again.
      if (known > 0 && known === results.length) return;
      if (known > 0) throw new Error(`expected ${kernel} to return new numbers or known ones, but it returned both`);
      for (const { dataId } of results) add(dataId, { kind: "result" });
      calls.push({ kernel, run, inputs: seen, isList: Array.isArray(given), attrs, results: results.map(operand) });
    };
  };
  for (const [name, { dataId }] of Object.entries(inputs)) add(dataId, { kind: "feed", name });
  return { values, calls, operand, note };
}

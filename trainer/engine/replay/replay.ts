import type { Feed, Feeds, Outputs } from "../engine.ts";
import type { tf } from "../tf.ts";
import { core } from "./backend.ts";
import { isOwned, type Plan } from "./plan.ts";
import type { Call, DataId } from "./trace.ts";

/** Values of one run by number; undefined before they are made and after they are freed. */
type Ids = (DataId | undefined)[];

/**
 * Do what the plan says with new feeds: the kernels alone, without tfjs' tape, scopes and tensors around them. Nobody
 * else may hold the numbers of `plan.overwritten` (see ownData).
 */
export function replay(plan: Plan, feeds: Feeds): Outputs {
  const ids: Ids = plan.values.map((value) => {
    if (value.kind === "variable") return value.variable.dataId;
    return value.kind === "constant" ? value.dataId : undefined;
  });
  try {
    for (const [i, value] of plan.values.entries()) if (value.kind === "feed") ids[i] = write(feeds[value.name]!);
    for (const [i, call] of plan.calls.entries()) {
      runCall(call, ids);
      free(plan, ids, plan.spent[i]!);
    }
    assign(plan, ids);
  } catch (error) {
    free(plan, ids, ids.keys());
    throw error;
  }
  return outputsOf(plan, ids);
}

function runCall({ run, inputs, isList, attrs, results }: Call, ids: Ids) {
  const given = (isList ? [] : {}) as Record<string, tf.TensorInfo>;
  for (const name in inputs) {
    const { value, shape, dtype } = inputs[name]!;
    given[name] = { dataId: ids[value]!, shape, dtype };
  }
  const made = run({ inputs: given, attrs, backend: core().backend });
  if (!Array.isArray(made)) ids[results[0]!.value] = made.dataId;
  else for (const [i, { dataId }] of made.entries()) ids[results[i]!.value] = dataId;
}

function free({ values }: Plan, ids: Ids, spent: Iterable<number>) {
  const { backend } = core();
  for (const value of spent) {
    const id = ids[value];
    if (id && isOwned(values[value]!)) backend.disposeData(id);
    ids[value] = undefined;
  }
}

function assign({ assigned }: Plan, ids: Ids) {
  for (const { variable, result } of assigned) {
    const { value, shape, dtype } = result;
    const next = core().makeTensorFromTensorInfo({ dataId: ids[value]!, shape, dtype });
    ids[value] = undefined;
    variable.assign(next);
    next.dispose();
  }
}

function write({ data, shape, dtype }: Feed): DataId {
  const isTyped = dtype === "int32" ? data instanceof Int32Array : data instanceof Float32Array;
  const typed = isTyped ? data : dtype === "int32" ? Int32Array.from(data) : Float32Array.from(data);
  return core().backend.write(typed, shape, dtype);
}

function outputsOf(plan: Plan, ids: Ids): Outputs {
  const names = Object.keys(plan.outputs);
  const idOf = (name: string) => ids[plan.outputs[name]!.value]!;
  const dispose = () => free(plan, ids, ids.keys());
  return {
    dispose,
    async read() {
      const data = names.map((name) => [name, Float32Array.from(core().backend.readSync(idOf(name)))]);
      dispose();
      return Object.fromEntries(data);
    },
  };
}

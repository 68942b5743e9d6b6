import { type Checked, checkValue, type Problem } from "./check-value.ts";
import { type Field, type FieldGroup, valueAt, valuePath } from "./field.ts";

/** What was edited: by the path of the value, what stands in its box. Absent = as in the base. */
export type Edits = Readonly<Record<string, unknown>>;

export type Built = {
  /** The base with every sound edit laid over it; a field with a problem keeps the base's value. */
  config: Record<string, unknown>;
  problems: Record<string, Problem>;
};

/** The config that a form stands for. Pure: the base is not touched. */
export function buildConfig(groups: FieldGroup[], base: Record<string, unknown>, edits: Edits): Built {
  const built: Built = { config: structuredClone(base), problems: {} };
  for (const group of groups) applyGroup(built, group, edits);
  return built;
}

function applyGroup(built: Built, group: FieldGroup, edits: Edits) {
  for (const field of group.fields) applyField(built, field, edits);
  for (const inner of group.groups) applyGroup(built, inner, edits);
}

function applyField(built: Built, field: Field, edits: Edits) {
  const path = valuePath(field);
  const checked: Checked = path in edits ? checkValue(field, edits[path]) : { ok: true, value: undefined };
  if (field.kind.type === "variant") return applyVariant(built, field, edits);
  if (!checked.ok) built.problems[path] = checked.problem;
  else if (path in edits) setAt(built.config, path, checked.value);
}

/** Another kind is another object: it starts from that kind's own defaults. */
function applyVariant(built: Built, field: Field, edits: Edits) {
  if (field.kind.type !== "variant") return;
  const path = valuePath(field);
  const old = valueAt(built.config, path);
  const kind = path in edits ? edits[path] : old;
  const branch = field.kind.options.find(({ name }) => name === kind);
  if (!branch) return;
  if (kind !== old) {
    setAt(built.config, field.path, { kind });
    for (const inner of branch.fields) setAt(built.config, inner.path, inner.default);
  }
  for (const inner of branch.fields) applyField(built, inner, edits);
}

function setAt(target: Record<string, unknown>, path: string, value: unknown) {
  const keys = path.split(".");
  const last = keys.pop()!;
  let node = target;
  for (const key of keys) {
    const child = node[key];
    if (typeof child === "object" && child !== null) node = child as Record<string, unknown>;
    else {
      const fresh: Record<string, unknown> = {};
      node[key] = fresh;
      node = fresh;
    }
  }
  node[last] = value;
}

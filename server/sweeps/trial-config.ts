import type { Json } from "#server/recipes/recipe.ts";
import type { TrialValue } from "./plan.ts";

/** A config with some fields set. What names a union's kind goes first, and takes the place of a group of another kind. */
export function setFields(config: Json, values: Record<string, TrialValue>): Json {
  const out = structuredClone(config);
  const isKind = (path: string) => path.endsWith(".kind");
  const entries = Object.entries(values).sort(([a], [b]) => Number(isKind(b)) - Number(isKind(a)));
  for (const [path, value] of entries) setAt(out, path.split("."), value);
  return out;
}

/** The value at a path; undefined where there is none. */
export function fieldOf(config: Json, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((node, key) => (isRecord(node) && Object.hasOwn(node, key) ? node[key] : undefined), config);
}

function setAt(node: Json, [key = "", ...rest]: string[], value: TrialValue) {
  if (rest.length === 0) return define(node, key, value);
  const old = Object.hasOwn(node, key) ? node[key] : undefined;
  const isOtherKind = rest.length === 1 && rest[0] === "kind" && isRecord(old) && old.kind !== value;
  const inner = isRecord(old) && !isOtherKind ? old : {};
  define(node, key, inner);
  setAt(inner, rest, value);
}

/** Also where the key is "__proto__". */
function define(node: Json, key: string, value: unknown) {
  Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true });
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

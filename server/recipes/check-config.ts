import { z } from "zod";
import { explainIssues } from "./explain-issues.ts";
import type { CheckedConfig, Json } from "./recipe.ts";

type Input = { preset: string | null; config: unknown };

/** Check what is given, laid over the defaults, for a recipe that has no presets. */
export function checkConfig(
  { preset, config }: Input,
  { schema, defaults, whole }: { schema: z.ZodType<Json>; defaults: Json; whole?: readonly string[] },
): CheckedConfig {
  if (preset !== null) {
    const message = { en: `this recipe has no presets, found "${preset}"`, zh: `此配方没有预设，当前为 "${preset}"` };
    return { ok: false, issues: [{ path: "preset", message }] };
  }
  const given = z.record(z.string(), z.unknown()).safeParse(config ?? {});
  if (!given.success) {
    const message = { en: "config: expected an object", zh: "config：应为一个对象" };
    return { ok: false, issues: [{ path: "", message }] };
  }
  const merged = layOver(defaults, given.data, whole ?? []);
  const parsed = schema.safeParse(merged);
  if (parsed.success) return { ok: true, config: parsed.data, preset: null };
  return { ok: false, issues: explainIssues(schema, merged, whole) };
}

/** Object by object; a union's other kind and a field of `whole` replace what was there. */
function layOver(base: Json, over: Json, whole: readonly string[], prefix = ""): Json {
  const result: Json = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const path = prefix + key;
    const old = Object.hasOwn(base, key) ? base[key] : undefined;
    const isOtherKind = isRecord(old) && isRecord(value) && "kind" in value && value.kind !== old.kind;
    const merges = isRecord(old) && isRecord(value) && !isOtherKind && !whole.includes(path);
    Object.defineProperty(result, key, {
      value: merges ? layOver(old, value, whole, `${path}.`) : value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import type { z } from "zod";
import { TrainConfig, type TrainConfigInput } from "./config.ts";

type Json = Record<string, unknown>;

const ALIASES: Record<string, string> = { lr: "training.learningRate" };

/** Every path that leads to a value of TrainConfig, in order ("training.learningRate", …). */
export function configPaths(): string[] {
  return [
    ...leaves(TrainConfig.parse({}) as Json, ""),
    "head.diffusionTrainSteps",
    "head.diffusionInferenceSteps",
    "data.platform.chunk",
    "data.platform.actionDim",
    "data.platform.proprioDim",
    "data.platform.normalization",
    "data.platform.gripper",
  ];
}

/** A full path for what the user typed: a full path, an alias, or a leaf name that only one path has. */
export function resolvePath(typed: string): string {
  const paths = configPaths();
  if (paths.includes(typed)) return typed;
  const alias = ALIASES[typed];
  if (alias) return alias;
  const matches = paths.filter((path) => path.endsWith(`.${typed}`));
  if (matches.length === 1) return matches[0]!;
  if (matches.length > 1) throw new ConfigError(`"${typed}" is ambiguous: it could be ${matches.join(" or ")}`);
  throw new ConfigError(`no config field "${typed}"; full paths look like training.learningRate`);
}

/** Put "key=value" settings over a config; the value is JSON where it parses as such, else a string. */
export function applySettings(base: TrainConfigInput, settings: string[]): TrainConfigInput {
  const result = structuredClone(base) as Json;
  for (const setting of settings) {
    const at = setting.indexOf("=");
    if (at < 1) throw new ConfigError(`"${setting}" is not key=value`);
    setPath(result, resolvePath(setting.slice(0, at)), parseValue(setting.slice(at + 1)));
  }
  return result as TrainConfigInput;
}

/** Check a config; on failure one ConfigError that names each field, what was expected and what was found. */
export function parseConfig(input: unknown): TrainConfig {
  const parsed = TrainConfig.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => describe(issue, input)).join("; "));
}

/** `over` laid onto `base`, object by object; a platform of another kind replaces the base's. */
export function mergeConfig(base: TrainConfigInput, over: TrainConfigInput): TrainConfigInput {
  return merge(base as Json, over as Json) as TrainConfigInput;
}

/** A mistake of the user's in a config; the message is one sentence that can be shown as it is. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

function describe(issue: z.core.$ZodIssue, input: unknown): string {
  const path = issue.path.join(".");
  if (issue.code === "custom") return issue.message;
  const found = issue.path.reduce<unknown>((node, key) => (node as Json | undefined)?.[key as string], input);
  return `${path || "config"}: ${issue.message}${found === undefined ? "" : `, found ${JSON.stringify(found)?.slice(0, 80)}`}`;
}

function merge(base: Json, over: Json): Json {
  const result: Json = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    const otherKind = isObject(old) && isObject(value) && "kind" in value && "kind" in old && old.kind !== value.kind;
    result[key] = isObject(old) && isObject(value) && !otherKind ? merge(old, value) : value;
  }
  return result;
}

function setPath(target: Json, path: string, value: unknown) {
  const keys = path.split(".");
  const last = keys.pop()!;
  let node = target;
  for (const key of keys) {
    if (!isObject(node[key])) node[key] = {};
    node = node[key] as Json;
  }
  node[last] = value;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function leaves(node: Json, prefix: string): string[] {
  return Object.entries(node).flatMap(([key, value]) =>
    isObject(value) ? leaves(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { type FieldSchema, schemaFields } from "#server/recipes/schema-fields.ts";
import { CliError } from "./cli-error.ts";
import type { Messages } from "./messages/en.ts";

type Json = Record<string, unknown>;

/**
 * "key=value" settings as a config of any recipe, by its schema: lists and records are JSON, text fields take what is
 * written. The server checks the values.
 */
export function readRecipeSettings(settings: string[], schema: unknown, { settings: words }: Messages): Json {
  const fields = schemaFields(schema);
  const config: Json = {};
  for (const setting of settings) {
    const at = setting.indexOf("=");
    if (at < 1) throw new CliError(words.notPair(setting), { exitCode: 2 });
    const key = setting.slice(0, at);
    const paths = [...fields.keys()];
    const matches = paths.includes(key) ? [key] : paths.filter((path) => path.endsWith(`.${key}`));
    if (matches.length > 1) throw new CliError(words.ambiguous(key, matches), { exitCode: 2 });
    const [path] = matches;
    if (path === undefined) throw new CliError(words.notOfRecipe(key, paths), { exitCode: 2 });
    setAt(config, path.split("."), readValue(setting.slice(at + 1), fields.get(path)!));
  }
  return config;
}

function readValue(text: string, kinds: FieldSchema[]): unknown {
  const isText = kinds.some(({ type }) => type === "string");
  if (isText && !(text === "null" && kinds.some(({ type }) => type === "null"))) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function setAt(target: Json, [key, ...rest]: string[], value: unknown) {
  if (rest.length === 0) target[key!] = value;
  else {
    const inner = { ...(target[key!] as Json | undefined) };
    setAt(inner, rest, value);
    target[key!] = inner;
  }
}

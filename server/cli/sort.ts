import { CliError } from "./cli-error.ts";
import type { Messages } from "./messages/en.ts";
import { findConfigPath } from "./settings.ts";

export type Sort = { key: string; desc: boolean };

const COLUMNS = ["createdAt", "startedAt", "endedAt", "name", "status", "step", "preset"];
const NEWEST_FIRST = ["createdAt", "startedAt", "endedAt", "step"];

/** "name", "train/loss:desc", "lr" → what the server sorts by: a column, a config field or a metric. */
export function readSort(typed: string, messages: Messages): Sort {
  const [, name = "", order] = /^(.*?)(?::(\w+))?$/.exec(typed) ?? [];
  if (name === "" || (order !== undefined && order !== "asc" && order !== "desc"))
    throw new CliError(messages.badSort(typed), { exitCode: 2 });
  const key = findKey(name, messages);
  return { key, desc: order === undefined ? NEWEST_FIRST.includes(key) : order === "desc" };
}

function findKey(name: string, messages: Messages): string {
  if (COLUMNS.includes(name) || name.includes("/") || name.startsWith("config.")) return name;
  if (name === "created") return "createdAt";
  const path = findConfigPath(name, messages);
  return path === null ? name : `config.${path}`;
}

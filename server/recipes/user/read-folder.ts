import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Text } from "#trainer/contract/config/field.ts";
import { explainIssues } from "../explain-issues.ts";
import type { Recipe } from "../recipe.ts";
import { Definition } from "./definition.ts";
import { fieldsDefaults, fieldsSchema } from "./fields.ts";
import { userRecipe } from "./user-recipe.ts";

const MOST_FILES = 200;
const MOST_BYTES = 256 * 1024;

export type UserRecipes = {
  recipes: { file: string; recipe: Recipe }[];
  /** Files that are no recipe, each with the reason. */
  broken: { file: string; reason: Text }[];
};

/** Every *.json of a folder as a recipe. One that is broken says why and keeps no other from being read. */
export function readUserRecipes(folder: string, ownNames: readonly string[]): UserRecipes {
  const found: UserRecipes = { recipes: [], broken: [] };
  const names = jsonFiles(folder, found);
  const taken = new Map(ownNames.map((name) => [name, "Vela"]));
  for (const file of names.slice(0, MOST_FILES)) {
    const read = readRecipe(join(folder, file));
    const owner = read.ok ? taken.get(read.recipe.name) : undefined;
    if (!read.ok) found.broken.push({ file, reason: prefixed(file, read.reason) });
    else if (owner !== undefined)
      found.broken.push({ file, reason: prefixed(file, nameTaken(read.recipe.name, owner)) });
    else {
      taken.set(read.recipe.name, file);
      found.recipes.push({ file, recipe: read.recipe });
    }
  }
  if (names.length > MOST_FILES) found.broken.push({ file: folder, reason: prefixed(folder, tooMany(names.length)) });
  return found;
}

function jsonFiles(folder: string, found: UserRecipes): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json") && !name.startsWith("."))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      const { message } = error as Error;
      const reason = {
        en: `expected a folder that can be read, found: ${message}`,
        zh: `应为可读的文件夹：${message}`,
      };
      found.broken.push({ file: folder, reason: prefixed(folder, reason) });
    }
    return [];
  }
}

type Read = { ok: true; recipe: Recipe } | { ok: false; reason: Text };

function readRecipe(path: string): Read {
  const text = readText(path);
  if (typeof text !== "string") return { ok: false, reason: text };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    return { ok: false, reason: { en: `expected JSON, found: ${message}`, zh: `应为 JSON：${message}` } };
  }
  const parsed = Definition.safeParse(json);
  if (!parsed.success) return { ok: false, reason: explainIssues(Definition, json)[0]!.message };
  const given = Object.entries(parsed.data.fields).filter(([, each]) => each.default !== undefined);
  const fields = Object.fromEntries(given);
  const defaults = fieldsDefaults(fields);
  const [issue] = explainIssues(fieldsSchema(fields), defaults);
  if (issue) return { ok: false, reason: { en: `default of ${issue.message.en}`, zh: `默认值 ${issue.message.zh}` } };
  return { ok: true, recipe: userRecipe(parsed.data) };
}

/** A file's text, or why it is not read. Never through a link, and never waiting on a pipe. */
function readText(path: string): string | Text {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === "ELOOP" ? { en: "a link", zh: "链接" } : { en: message, zh: message };
    return { en: `expected a regular file that can be read, found: ${what.en}`, zh: `应为可读的普通文件：${what.zh}` };
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return { en: "expected a regular file, found another kind", zh: "应为普通文件，而它不是" };
    if (stat.size > MOST_BYTES)
      return {
        en: `expected at most ${MOST_BYTES} bytes, found ${stat.size}`,
        zh: `不能超过 ${MOST_BYTES} 字节，当前为 ${stat.size}`,
      };
    return readFileSync(fd, "utf8");
  } finally {
    closeSync(fd);
  }
}

function nameTaken(name: string, owner: string): Text {
  return {
    en: `name: expected one that is not taken, found "${name}", which is ${owner}'s`,
    zh: `name：应为未被占用的名称，而 "${name}" 已属于 ${owner}`,
  };
}

function tooMany(count: number): Text {
  return {
    en: `expected at most ${MOST_FILES} recipes, found ${count}: those after the first ${MOST_FILES} by name are not read`,
    zh: `最多 ${MOST_FILES} 个配方，当前有 ${count} 个：按名称排在 ${MOST_FILES} 个之后的不读取`,
  };
}

function prefixed(file: string, { en, zh }: Text): Text {
  return { en: `${file}: ${en}`, zh: `${file}：${zh}` };
}

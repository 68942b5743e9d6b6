import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { messagesOf } from "#app/_i18n/messages.ts";

const APP = join(import.meta.dirname, "../../../app");
const en = flatten(messagesOf("en"));
const zh = flatten(messagesOf("zh-CN"));

test("both languages say the same things", () => {
  expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
});

test("no message is empty", () => {
  for (const [key, text] of [...en, ...zh]) expect(text.trim(), key).not.toBe("");
});

test("a message takes the same values in both languages", () => {
  for (const [key, text] of en) expect(placeholders(zh.get(key) ?? ""), key).toEqual(placeholders(text));
});

test("Chinese messages are Chinese, and English ones are not", () => {
  const alike = [...en].filter(([key, text]) => zh.get(key) === text).map(([, text]) => text);
  expect(alike.filter((text) => /[a-z]{4}/i.test(text) && !/^(Vela|Node\.js|InfoNCE)$/.test(text))).toEqual([]);
  const mixed = [...en].filter(([key, text]) => /\p{Script=Han}/u.test(text) && key !== "shell.switchLanguage");
  expect(mixed).toEqual([]);
});

test("every file of messages belongs to a namespace and a language", () => {
  const expected = Object.keys(messagesOf("en")).flatMap((name) => [`${name}.en.json`, `${name}.zh-CN.json`]);
  expect(readdirSync(join(APP, "_i18n/messages")).sort()).toEqual(expected.sort());
});

test("every key that a component asks for exists", () => {
  const missing: string[] = [];
  for (const { path, source } of sources()) {
    for (const [, name, namespace] of source.matchAll(/const (\w+) = useTranslations\("([\w.]+)"\)/g)) {
      for (const key of askedKeys(source, name!)) {
        const pattern = new RegExp(`^${namespace}\\.${key.replaceAll(".", "\\.").replace(/\$\{[^}]*\}/g, "[^.]+")}$`);
        if (![...en.keys()].some((known) => pattern.test(known))) missing.push(`${path}: ${namespace}.${key}`);
      }
    }
  }
  expect(missing).toEqual([]);
});

/** Keys in t("key"), t(`key.${x}`) and t(x ? "one" : "other"). */
function askedKeys(source: string, name: string): string[] {
  const calls = source.matchAll(new RegExp(`\\b${name}(?:\\.rich)?\\(([^;]*?)[,)]`, "g"));
  return [...calls].flatMap(([, argument = ""]) => {
    const strings = argument.replace(/^[^?"`]*[=!]== "[^"]*" \?/, "");
    return [...strings.matchAll(/(?<!=== )"([\w.]+)"|`([^`]+)`/g)].map(
      ([, plain, template]) => plain ?? template ?? "",
    );
  });
}

function* sources() {
  for (const path of readdirSync(APP, { recursive: true, encoding: "utf8" }))
    if (/\.tsx?$/.test(path)) yield { path, source: readFileSync(join(APP, path), "utf8") };
}

function flatten(node: object, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === "string") found.set(prefix + key, value);
    else for (const entry of flatten(value, `${prefix}${key}.`)) found.set(...entry);
  }
  return found;
}

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)|<(\w+)>/g)].map(([, value, tag]) => value ?? tag ?? ""))]
    .filter((name) => !["one", "other"].includes(name))
    .filter((name) => text.includes(`{${name}}`) || text.includes(`{${name},`) || text.includes(`<${name}>`))
    .sort();
}

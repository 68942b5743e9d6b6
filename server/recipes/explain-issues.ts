import { z } from "zod";
import type { ConfigIssue, Json } from "./recipe.ts";

/**
 * What is wrong with an input, one sentence an issue in both languages. A custom issue names its fields itself; others
 * get the path and what was found. `whole`: fields that are edited as one, so that mistakes inside are theirs.
 */
export function explainIssues(schema: z.ZodType, input: unknown, whole: readonly string[] = []): ConfigIssue[] {
  const issues = schema.safeParse(input).error?.issues ?? [];
  const inChinese = schema.safeParse(input, { error: z.locales.zhCN().localeError }).error?.issues;
  return issues.map((issue, i) => {
    const full = issue.path.join(".");
    const path = whole.find((field) => full === field || full.startsWith(`${field}.`)) ?? full;
    if (issue.code === "custom") return { path, message: { en: issue.message, zh: String(issue.params?.zh) } };
    const found = issue.path.reduce<unknown>((node, key) => (node as Json | undefined)?.[key as string], input);
    const shown = found === undefined ? null : JSON.stringify(found)?.slice(0, 80);
    const en = `${full || "config"}: ${issue.message}${shown === null ? "" : `, found ${shown}`}`;
    const zh = `${full || "config"}：${inChinese?.[i]?.message}${shown === null ? "" : `，当前为 ${shown}`}`;
    return { path, message: { en, zh } };
  });
}

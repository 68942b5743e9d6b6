import { z } from "zod";
import { fileProblem, readPrivateFile, refuseFile } from "#server/secrets/private-file.ts";
import { writeWhole } from "#server/write-whole.ts";
import type { Text } from "#trainer/contract/config/field.ts";
import { Id, MetricRule, Topic } from "./alert.ts";

export const TARGET_KINDS = ["json", "slack", "feishu", "dingtalk", "wecom"] as const;

/** A webhook, and what it is told of. */
export const Target = z.object({
  id: Id,
  name: z.string().trim().min(1).max(100),
  kind: z.enum(TARGET_KINDS),
  /** Whoever knows it can post to the group: a secret. */
  url: z.url({ protocol: /^https?$/, error: "expected an address that begins with http:// or https://" }).max(2000),
  /** What messages are signed with, where the receiver asks for it. */
  secret: z.string().min(1).max(500).nullable(),
  enabled: z.boolean(),
  topics: z.array(Topic).transform((topics) => [...new Set(topics)]),
  /** Told of this project's runs alone; null: of all. */
  project: z.string().nullable(),
  language: z.enum(["en", "zh-CN"]),
});
export type Target = z.infer<typeof Target>;

export const AlertSettings = z.object({
  /** Where people reach this server, for links in messages; null: as the server itself knows it. */
  address: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
  targets: z.array(Target).max(50),
  rules: z.array(MetricRule).max(100),
});
export type AlertSettings = z.infer<typeof AlertSettings>;

const NONE: AlertSettings = { address: null, targets: [], rules: [] };

/** Who is told of what; nobody when there is no file. Throws PRECONDITION_FAILED for a file that is not as it should be. */
export function readAlertSettings(file: string): AlertSettings {
  const text = readPrivateFile(file);
  if (text === null) return NONE;
  const parsed = AlertSettings.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  // The path and zod's sentence hold no value of the file, so no secret.
  const found = `${path.join(".") || "all of it"}: ${message}`;
  throw refuseFile({
    en: `${file}: expected the alert settings, found a mistake at ${found}`,
    zh: `${file}：告警设置有误：${found}`,
  });
}

/** What keeps the settings from being read; null when nothing does. */
export function alertSettingsProblem(file: string): Text | null {
  return fileProblem(() => readAlertSettings(file));
}

/** Nobody but the owner of the file may read it. */
export function writeAlertSettings(file: string, settings: AlertSettings) {
  writeWhole(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

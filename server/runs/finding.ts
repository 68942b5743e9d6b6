import type { Text } from "#trainer/contract/config/field.ts";

/** What a look at data, model or machine showed before a run. A block stops the launch. */
export type Finding = { level: "ok" | "warning" | "block"; message: Text };

/** 6.86 GB, 340 MB. */
export function amount(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toPrecision(3)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/** A finding is a whole sentence; what others say inside one is not. */
export function asSentence({ en, zh }: Text): Text {
  return { en: `${en.charAt(0).toUpperCase()}${en.slice(1)}.`, zh: `${zh}。` };
}

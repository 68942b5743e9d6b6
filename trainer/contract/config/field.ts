import type { z } from "zod";

export type Text = { en: string; zh: string };

/** What a form, a help text or a table needs to know of a field beside its type. */
export type FieldMeta = { label: Text; help: Text; unit?: string; advanced?: boolean };

/** Attach label and help to a schema. Call it last: zod keeps meta on the instance it was called on. */
export function field<T extends z.ZodType>(
  schema: T,
  label: Text,
  help: Text,
  more: Omit<FieldMeta, "label" | "help"> = {},
): T {
  return schema.meta({ label, help, ...more });
}

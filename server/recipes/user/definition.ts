import { z } from "zod";
import { Argument } from "../arguments.ts";
import { placeholdersIn, RUN_PLACEHOLDERS } from "../placeholders.ts";

const Words = z.union([z.string().max(4000), z.strictObject({ en: z.string().max(4000), zh: z.string().max(4000) })]);
const Shared = { label: Words.optional(), help: Words.optional(), required: z.boolean().default(false) };
const range = (number: z.ZodNumber) => ({ default: number.optional(), min: number.optional(), max: number.optional() });

const RecipeField = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("string"), ...Shared, default: Argument.optional() }),
  z.strictObject({ type: z.literal("integer"), ...Shared, ...range(z.int()) }),
  z.strictObject({ type: z.literal("number"), ...Shared, ...range(z.number()) }),
  z.strictObject({ type: z.literal("boolean"), ...Shared, default: z.boolean().optional() }),
  z.strictObject({
    type: z.literal("choice"),
    ...Shared,
    choices: z.array(Argument.min(1)).min(1).max(200),
    default: Argument.optional(),
  }),
]);
export type RecipeField = z.infer<typeof RecipeField>;

// biome-ignore lint/suspicious/noThenProperty: the word of the file format; nothing awaits it.
const IfThen = z.strictObject({ if: z.string(), then: z.array(Argument).min(1).max(1000) });
export type IfThen = z.infer<typeof IfThen>;

const Shape = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,40}$/),
  label: Words.optional(),
  about: Words.optional(),
  fields: z.record(z.string(), RecipeField).default({}),
  argv: z.array(z.unknown()).min(1).max(2000),
  workingDir: z.string().min(1).max(4096).optional(),
  gpus: z.union([z.int().min(0).max(64), z.string()]).optional(),
  maxSteps: z.union([z.int().min(1).max(1_000_000_000), z.string()]).optional(),
  graceSeconds: z.number().min(0).max(86_400).optional(),
});

/** One file of the recipes folder. */
export const Definition = Shape.transform((definition, ctx) => {
  const { fields } = definition;
  const say = (en: string, zh: string) => ctx.addIssue({ code: "custom", message: en, params: { zh } });
  const names = Object.keys(fields);
  for (const name of names)
    if (!/^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(name) || name in {} || RUN_PLACEHOLDERS.some((own) => own === name))
      say(
        `fields: expected names of letters, digits and "_" that are no placeholder of Vela's, found ${show(name)}`,
        `fields：名称只能由字母、数字和“_”组成，且不能是 Vela 自己的占位符，当前为 ${show(name)}`,
      );
  const known = [...names, ...RUN_PLACEHOLDERS];
  const checkText = (where: string, text: string) => {
    const strange = placeholdersIn(text).find((name) => !known.includes(name));
    if (strange !== undefined)
      say(
        `${where}: expected placeholders of ${known.join(", ")}, found {${strange}}`,
        `${where}：占位符只能是 ${known.join("、")}，当前为 {${strange}}`,
      );
  };
  for (const key of ["gpus", "maxSteps"] as const) {
    const value = definition[key];
    if (typeof value !== "string") continue;
    const name = fieldOf(value);
    if (name === null || !Object.hasOwn(fields, name) || fields[name]?.type !== "integer")
      say(
        `${key}: expected a whole number or the {name} of an integer field, found ${show(value)}`,
        `${key}：应为整数，或整数字段的 {名称}，当前为 ${show(value)}`,
      );
  }
  if (definition.workingDir !== undefined) checkText("workingDir", definition.workingDir);
  const argv = definition.argv.flatMap((item): (string | IfThen)[] => {
    const read = z.union([Argument, IfThen]).safeParse(item);
    if (!read.success) {
      say(
        `argv: expected a text or {"if": field, "then": [texts]}, found ${show(item)}`,
        `argv：应为文本或 {"if": 字段, "then": [文本]}，当前为 ${show(item)}`,
      );
      return [];
    }
    if (typeof read.data === "string") checkText("argv", read.data);
    else {
      if (!names.includes(read.data.if))
        say(
          `argv: expected a field after "if", found ${show(read.data.if)}`,
          `argv：“if”后应为字段名，当前为 ${show(read.data.if)}`,
        );
      for (const text of read.data.then) checkText("argv", text);
    }
    return [read.data];
  });
  return { ...definition, argv };
});
export type Definition = z.infer<typeof Definition>;

/** The field that "{name}" stands for; null for any other text. */
export function fieldOf(text: string): string | null {
  return /^\{([A-Za-z][A-Za-z0-9_]*)\}$/.exec(text)?.[1] ?? null;
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 80) ?? String(value);
}

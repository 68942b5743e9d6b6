import { z } from "zod";
import { field, type Text } from "#trainer/contract/config/field.ts";
import { Argument } from "../arguments.ts";
import type { Json } from "../recipe.ts";
import type { Definition, RecipeField } from "./definition.ts";

type Fields = Definition["fields"];

/** The schema of a recipe's config: one flat object. */
export function fieldsSchema(fields: Fields): z.ZodType<Json> {
  const shape = Object.fromEntries(
    Object.entries(fields).map(([name, each]) => {
      const schema = valueSchema(each).default(defaultOf(each) as never);
      return [name, field(schema, words(each.label) ?? { en: name, zh: name }, words(each.help) ?? { en: "", zh: "" })];
    }),
  );
  return z.strictObject(shape).meta({ label: { en: "Settings", zh: "参数" } });
}

/** What a form starts with. A field that must be given and has no default is empty, which the check refuses. */
export function fieldsDefaults(fields: Fields): Json {
  return Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, defaultOf(each)]));
}

/** A text of a file as both languages have it. */
export function words(text: string | Text | undefined): Text | undefined {
  return typeof text === "string" ? { en: text, zh: text } : text;
}

function valueSchema(each: RecipeField): z.ZodType {
  switch (each.type) {
    case "string":
      return each.required ? Argument.min(1) : Argument.nullable();
    case "boolean":
      return z.boolean();
    case "choice":
      return z.enum(each.choices);
    default: {
      let number = each.type === "integer" ? z.int() : z.number();
      if (each.min !== undefined) number = number.min(each.min);
      if (each.max !== undefined) number = number.max(each.max);
      return each.required || each.default !== undefined ? number : number.nullable();
    }
  }
}

function defaultOf(each: RecipeField): unknown {
  if (each.default !== undefined) return each.default;
  if (each.type === "boolean") return false;
  if (each.type === "choice") return each.choices[0];
  return each.type === "string" && each.required ? "" : null;
}

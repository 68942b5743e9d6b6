import type { Text } from "#trainer/contract/config/field.ts";
import type { Field, FieldGroup, FieldKind, NumberRule } from "./field.ts";

/** The part of JSON schema (draft 7) that zod writes for a config, with label, help, unit and advanced beside it. */
export type JsonSchema = {
  type?: string | string[] | undefined;
  properties?: Record<string, JsonSchema> | undefined;
  items?: JsonSchema | undefined;
  additionalProperties?: JsonSchema | boolean | undefined;
  minItems?: number | undefined;
  anyOf?: JsonSchema[] | undefined;
  oneOf?: JsonSchema[] | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  default?: unknown;
  minimum?: number | undefined;
  maximum?: number | undefined;
  exclusiveMinimum?: number | undefined;
  exclusiveMaximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  pattern?: string | undefined;
  label?: Text | undefined;
  help?: Text | undefined;
  unit?: string | undefined;
  advanced?: boolean | undefined;
};

/**
 * The groups and fields of a recipe's config, in the schema's order; fields that are in no group share one. Properties of
 * a shape that no form can draw are left out.
 */
export function readSchema(schema: JsonSchema): FieldGroup[] {
  const groups: FieldGroup[] = [];
  const loose: FieldGroup = { path: "", label: schema.label ?? { en: "Settings", zh: "参数" }, fields: [], groups: [] };
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    const field = isGroup(child) ? null : readField(key, child);
    if (isGroup(child)) groups.push(readGroup(key, child));
    // A choice of kind is a group of its own: its fields follow from the choice.
    else if (field?.kind.type === "variant")
      groups.push({ path: key, label: labelOf(key, child), fields: [field], groups: [] });
    else if (field) loose.fields.push(field);
  }
  return loose.fields.length > 0 ? [loose, ...groups] : groups;
}

function readGroup(path: string, schema: JsonSchema): FieldGroup {
  const group: FieldGroup = { path, label: labelOf(path, schema), fields: [], groups: [] };
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    const childPath = `${path}.${key}`;
    if (isGroup(child)) group.groups.push(readGroup(childPath, child));
    else {
      const field = readField(childPath, child);
      if (field) group.fields.push(field);
    }
  }
  return group;
}

function readField(path: string, schema: JsonSchema): Field | null {
  const kind = readKind(path, schema);
  return (
    kind && {
      path,
      label: labelOf(path, schema),
      help: schema.help ?? null,
      unit: schema.unit ?? null,
      isAdvanced: schema.advanced ?? false,
      default: schema.default,
      kind,
    }
  );
}

function readKind(path: string, schema: JsonSchema): FieldKind | null {
  const branches = schema.oneOf ?? schema.anyOf;
  if (branches) return readUnion(path, branches);
  if (schema.enum) return { type: "choice", options: schema.enum.map(String) };
  switch (schema.type) {
    case "boolean":
      return { type: "switch" };
    case "number":
    case "integer":
      return { type: "number", isNullable: false, ...numberRule(schema) };
    case "string":
      return {
        type: "text",
        isNullable: false,
        pattern: schema.pattern ?? null,
        minLength: schema.minLength ?? 0,
        maxLength: schema.maxLength ?? null,
      };
    case "array":
      return schema.items?.type === "string" ? { type: "lines", minItems: schema.minItems ?? 0 } : null;
    case "object":
      return typeof schema.additionalProperties === "object" && schema.additionalProperties.type === "string"
        ? { type: "pairs" }
        : null;
    default:
      return null;
  }
}

function readUnion(path: string, branches: JsonSchema[]): FieldKind | null {
  const kinds = branches.map((branch) => branch.properties?.kind?.const);
  if (kinds.every((kind) => typeof kind === "string")) return readVariant(path, branches);
  const real = branches.filter((branch) => branch.type !== "null");
  if (real.length === 1) {
    const kind = readKind(path, real[0]!);
    return kind?.type === "number" || kind?.type === "text" ? { ...kind, isNullable: true } : kind;
  }
  return readMixed(branches);
}

function readVariant(path: string, branches: JsonSchema[]): FieldKind {
  const options = branches.map((branch) => {
    const entries = Object.entries(branch.properties ?? {}).filter(([key]) => key !== "kind");
    const fields = entries.map(([key, child]) => readField(`${path}.${key}`, child)).filter((field) => field !== null);
    return { name: String(branch.properties?.kind?.const), fields };
  });
  return { type: "variant", options };
}

/** "all" | "latest" | { best: 3 }, or "auto" | "never" | 400. */
function readMixed(branches: JsonSchema[]): FieldKind | null {
  const words = branches.flatMap((branch) => branch.enum?.map(String) ?? []);
  const other = branches.find((branch) => !branch.enum);
  if (words.length === 0 || !other) return null;
  const [key, inner] = Object.entries(other.properties ?? {})[0] ?? [null, other];
  if (inner.type !== "number" && inner.type !== "integer") return null;
  return { type: "mixed", words, key, number: numberRule(inner) };
}

function numberRule(schema: JsonSchema): NumberRule {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  return {
    isInteger: schema.type === "integer",
    min: bound(minimum, exclusiveMinimum),
    max: bound(maximum, exclusiveMaximum),
  };
}

function bound(inclusive: number | undefined, exclusive: number | undefined) {
  if (exclusive !== undefined) return { value: exclusive, isExclusive: true };
  return inclusive === undefined ? null : { value: inclusive, isExclusive: false };
}

function isGroup(schema: JsonSchema): boolean {
  return schema.type === "object" && schema.properties !== undefined;
}

function labelOf(path: string, schema: JsonSchema): Text {
  const key = path.split(".").at(-1) ?? path;
  return schema.label ?? { en: key, zh: key };
}

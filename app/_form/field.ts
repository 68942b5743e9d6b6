import type { Text } from "#trainer/contract/config/field.ts";

export type Bound = { value: number; isExclusive: boolean };
export type NumberRule = { isInteger: boolean; min: Bound | null; max: Bound | null };

/** What a value may be, in words that know neither JSON schema nor any widget. */
export type FieldKind =
  | ({ type: "number"; isNullable: boolean } & NumberRule)
  | { type: "text"; isNullable: boolean; pattern: string | null; minLength: number; maxLength: number | null }
  | { type: "switch" }
  | { type: "choice"; options: string[] }
  /** One of some words, or a number; with `key` the number is written as { key: number }. */
  | { type: "mixed"; words: string[]; key: string | null; number: NumberRule }
  /** A list of texts, one a line. */
  | { type: "lines"; minItems: number }
  /** Texts by name, NAME=value, one a line. */
  | { type: "pairs" }
  /** An object of one of several kinds, told apart by its property `kind`. */
  | { type: "variant"; options: { name: string; fields: Field[] }[] };

export type Field = {
  path: string;
  label: Text;
  help: Text | null;
  unit: string | null;
  isAdvanced: boolean;
  default: unknown;
  kind: FieldKind;
};

export type FieldGroup = { path: string; label: Text; fields: Field[]; groups: FieldGroup[] };

/** Every field of some groups in reading order; with `config`, also those of the variants that it chooses. */
export function allFields(groups: FieldGroup[], config?: unknown): Field[] {
  return groups.flatMap((group) => [
    ...group.fields.flatMap((field) => withBranch(field, config)),
    ...allFields(group.groups, config),
  ]);
}

/** A field, and behind a variant the fields of the branch that `config` has chosen. */
export function withBranch(field: Field, config: unknown): Field[] {
  if (field.kind.type !== "variant") return [field];
  const chosen = valueAt(config, `${field.path}.kind`);
  const branch = field.kind.options.find(({ name }) => name === chosen);
  return [field, ...(branch?.fields ?? [])];
}

/** Whether a field is one value, which a sweep can put another in the place of. */
export function canVary({ kind }: Field): boolean {
  return kind.type !== "lines" && kind.type !== "pairs";
}

/** The value at a dotted path; undefined where the path leads nowhere. */
export function valueAt(node: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
      node,
    );
}

/** Where a field's own value stands: a variant's is its kind. */
export function valuePath(field: Field): string {
  return field.kind.type === "variant" ? `${field.path}.kind` : field.path;
}

import { type Field, type FieldGroup, valueAt, valuePath } from "./field.ts";

/** The field that decides over its group: a switch named `enabled`, or a choice of kind that is the group. Else null. */
export function decidingField({ path, fields }: FieldGroup): Field | null {
  const [first] = fields;
  const isKind = first?.kind.type === "variant" && first.path === path;
  return first && (isKind || isSwitchOf(path, first)) ? first : null;
}

/** Whether a field does nothing, because the switch of its group is off. */
export function isIdle(field: Field, config: unknown): boolean {
  const [root = ""] = field.path.split(".");
  const path = `${root}.enabled`;
  return valuePath(field) !== path && valueAt(config, path) === false;
}

function isSwitchOf(path: string, field: Field): boolean {
  return field.kind.type === "switch" && field.path === `${path}.enabled`;
}

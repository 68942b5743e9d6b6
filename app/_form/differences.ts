import { allFields, type Field, type FieldGroup, valueAt, valuePath } from "./field.ts";

export type Difference = { field: Field; path: string; before: unknown; after: unknown };

/** Where `after` departs from `before`, in the form's order; of a variant, the chosen kind's fields count. */
export function differences(groups: FieldGroup[], before: unknown, after: unknown): Difference[] {
  return allFields(groups, after)
    .map((field) => {
      const path = valuePath(field);
      return { field, path, before: valueAt(before, path), after: valueAt(after, path) };
    })
    .filter(({ before: old, after: now }) => !isSame(old, now));
}

/** Config values are JSON, so their text decides. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

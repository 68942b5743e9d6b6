import { z } from "zod";

/** As much of a recipe's JSON schema as is needed to find its fields. */
export type FieldSchema = {
  type?: string | undefined;
  properties?: Record<string, FieldSchema> | undefined;
  additionalProperties?: FieldSchema | boolean | undefined;
  anyOf?: FieldSchema[] | undefined;
  oneOf?: FieldSchema[] | undefined;
};
const inner = z.lazy(() => FieldSchema);
const FieldSchema: z.ZodType<FieldSchema> = z.looseObject({
  type: z.string().optional(),
  properties: z.record(z.string(), inner).optional(),
  additionalProperties: z.union([z.boolean(), inner]).optional(),
  anyOf: z.array(inner).optional(),
  oneOf: z.array(inner).optional(),
});

/** Every field of a recipe by its path, with the kinds of value that it takes; of a union's kinds, the fields of all. */
export function schemaFields(schema: unknown): Map<string, FieldSchema[]> {
  return fieldsOf(FieldSchema.parse(schema), "");
}

/** What the field at a path takes, an entry of a record among them; null when there is no such field. */
export function fieldAt(fields: Map<string, FieldSchema[]>, path: string): FieldSchema[] | null {
  const own = fields.get(path);
  if (own) return own;
  const parent = fields.get(path.slice(0, Math.max(0, path.lastIndexOf("."))));
  const entries = parent?.flatMap(({ additionalProperties }) =>
    typeof additionalProperties === "object" ? [additionalProperties] : [],
  );
  return entries && entries.length > 0 ? entries : null;
}

function fieldsOf(schema: FieldSchema, prefix: string): Map<string, FieldSchema[]> {
  const fields = new Map<string, FieldSchema[]>();
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    const path = prefix + key;
    const branches = child.oneOf ?? child.anyOf ?? [child];
    const groups = branches.filter(({ properties }) => properties !== undefined);
    if (groups.length === 0) fields.set(path, branches);
    for (const group of groups)
      for (const [inside, kinds] of fieldsOf(group, `${path}.`))
        fields.set(inside, [...(fields.get(inside) ?? []), ...kinds]);
  }
  return fields;
}

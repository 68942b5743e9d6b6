import { fieldAt, schemaFields } from "#server/recipes/schema-fields.ts";
import type { SweepPlan } from "./plan.ts";
import { problem, type SweepProblem } from "./problem.ts";

const SHOWN = 10;

export type FittedPlan = {
  plan: SweepPlan;
  /** Fields that take texts alone: numbers are written as text there. */
  textPaths: Set<string>;
  problems: SweepProblem[];
};

/** A plan as a recipe's fields take it: whole numbers where the field is of these. A field that is not there is a problem. */
export function fitFields(plan: SweepPlan, schema: unknown): FittedPlan {
  const known = schemaFields(schema);
  const problems: SweepProblem[] = [];
  const textPaths = new Set<string>();
  const fields = plan.fields.map((field) => {
    const kinds = fieldAt(known, field.path);
    if (!kinds) {
      problems.push(unknownField(field.path, [...known.keys()]));
      return field;
    }
    const takes = (type: string) => kinds.some((kind) => kind.type === type);
    if (takes("string") && kinds.every(({ type }) => type === "string" || type === "null")) textPaths.add(field.path);
    return field.kind === "range" && takes("integer") && !takes("number") ? { ...field, int: true } : field;
  });
  return { plan: { ...plan, fields }, textPaths, problems };
}

function unknownField(path: string, all: string[]): SweepProblem {
  const name = path.slice(path.lastIndexOf(".") + 1);
  const near = all.filter((each) => each === name || each.endsWith(`.${name}`));
  const named = near.length > 0 ? near : all;
  const shown = named.slice(0, SHOWN);
  const hasMore = named.length > SHOWN;
  return problem(
    path,
    `there is no config field "${path}" in this recipe; there ${named.length === 1 ? "is" : "are"} ${shown.join(", ")}${hasMore ? ", …" : ""}`,
    `此配方没有配置项“${path}”；现有 ${shown.join("、")}${hasMore ? " 等" : ""}`,
  );
}

import type { Field } from "#app/_form/field.ts";
import { parseNumber } from "#app/_form/parse-number.ts";
import type { SweepPlanInput } from "#app/_trpc/rows.ts";
import type { FieldEdit, SweepEdits } from "./sweep-edits.ts";

type PlanField = SweepPlanInput["fields"][number];
type Value = Extract<PlanField, { kind: "values" }>["values"][number];

export type PlanProblem = { code: "empty" } | { code: "notNumber" | "notWhole" | "notSwitch"; found: string };
export type BuiltPlan = {
  /** Null while something cannot be read, or no field is tried. */
  plan: SweepPlanInput | null;
  /** By field path, or by the name of another box. */
  problems: Record<string, PlanProblem>;
};

/** The plan that a form stands for. `fields` are those of the recipe that are known; others are taken as they are typed. */
export function buildPlan(edits: SweepEdits, fields: readonly Field[]): BuiltPlan {
  const problems: Record<string, PlanProblem> = {};
  const note = <T>(box: string, read: Read<T>): T | undefined => {
    if ("problem" in read) problems[box] = read.problem;
    return "problem" in read ? undefined : read.value;
  };
  const isGrid = edits.method === "grid";
  const planned = Object.entries(edits.fields).flatMap(([path, edit]) => {
    const known = fields.find((field) => field.path === path || `${field.path}.kind` === path);
    return note(path, readField(path, edit, known, isGrid)) ?? [];
  });
  const metric = edits.metric.trim();
  if (metric === "") problems.metric = { code: "empty" };
  const trials = isGrid ? undefined : note("trials", readWhole(edits.trials));
  const seed = isGrid ? undefined : note("seed", readWhole(edits.seed));
  const isHalving = edits.method === "halving";
  const firstStep = isHalving ? note("firstStep", readWhole(edits.firstStep)) : undefined;
  const eta = isHalving ? note("eta", readWhole(edits.eta)) : undefined;
  const hasProgress = edits.progressStep.trim() !== "" || edits.progressBy.trim() !== "";
  const step = hasProgress ? note("progressStep", readWhole(edits.progressStep)) : undefined;
  const percent = hasProgress ? note("progressBy", readNumber(edits.progressBy)) : undefined;
  if (planned.length === 0 || Object.keys(problems).length > 0) return { plan: null, problems };
  const plan: SweepPlanInput = {
    method: edits.method,
    fields: planned,
    objective: { metric, goal: edits.goal },
    stop: {
      notFinite: edits.notFinite,
      ...(step !== undefined && percent !== undefined && { noProgress: { step, by: percent / 100 } }),
    },
    ...(trials !== undefined && { trials }),
    ...(seed !== undefined && { seed }),
    ...(firstStep !== undefined && eta !== undefined && { halving: { firstStep, eta } }),
  };
  return { plan, problems };
}

type Read<T> = { value: T } | { problem: PlanProblem };

function readField(path: string, edit: FieldEdit, field: Field | undefined, isGrid: boolean): Read<PlanField> {
  if (edit.kind === "values") {
    const texts = splitValues(edit.values);
    if (texts.length === 0) return { problem: { code: "empty" } };
    const values: Value[] = [];
    for (const text of texts) {
      const read = readValue(text, field);
      if ("problem" in read) return read;
      values.push(read.value);
    }
    return { value: { path, kind: "values", values } };
  }
  const min = readNumber(edit.min);
  if ("problem" in min) return min;
  const max = readNumber(edit.max);
  if ("problem" in max) return max;
  const count = isGrid ? readWhole(edit.count) : null;
  if (count && "problem" in count) return count;
  const int = field?.kind.type === "number" && field.kind.isInteger;
  const range = { path, kind: "range", min: min.value, max: max.value, log: edit.log, int } as const;
  return { value: count ? { ...range, count: count.value } : range };
}

/** Also with the commas of Chinese. */
export function splitValues(text: string): string[] {
  return text
    .split(/[,，、\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function readValue(text: string, field: Field | undefined): Read<Value> {
  const kind = field?.kind;
  const number = parseNumber(text);
  if (kind && "isNullable" in kind && kind.isNullable && /^(none|null|无)$/i.test(text)) return { value: null };
  switch (kind?.type) {
    case "number":
      if (Number.isNaN(number)) return { problem: { code: "notNumber", found: text } };
      return kind.isInteger && !Number.isInteger(number)
        ? { problem: { code: "notWhole", found: text } }
        : { value: number };
    case "switch":
      if (/^(true|on|yes|开|是)$/i.test(text)) return { value: true };
      return /^(false|off|no|关|否)$/i.test(text) ? { value: false } : { problem: { code: "notSwitch", found: text } };
    case "text":
    case "choice":
    case "variant":
      return { value: text };
    default:
      if (/^(true|false)$/.test(text)) return { value: text === "true" };
      return { value: Number.isNaN(number) ? text : number };
  }
}

function readNumber(text: string): Read<number> {
  if (text.trim() === "") return { problem: { code: "empty" } };
  const value = parseNumber(text);
  return Number.isNaN(value) ? { problem: { code: "notNumber", found: text.trim() } } : { value };
}

function readWhole(text: string): Read<number> {
  const read = readNumber(text);
  if ("problem" in read || Number.isSafeInteger(read.value)) return read;
  return { problem: { code: "notWhole", found: text.trim() } };
}

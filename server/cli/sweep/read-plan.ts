import { readFileSync } from "node:fs";
import type { z } from "zod";
import { type SweepField, SweepPlan } from "#server/sweeps/plan.ts";
import { metricInfo } from "#trainer/contract/metrics.ts";
import { CliError } from "../cli-error.ts";
import type { Session } from "../session.ts";
import { recipePath } from "./recipe-path.ts";
import { readTries } from "./try-text.ts";

export type PlanOptions = {
  plan?: string;
  try?: string[];
  method?: SweepPlan["method"];
  trials?: number;
  seed?: number;
  objective?: string;
  halving?: string;
  mustImprove?: string;
  keepNan?: boolean;
};

const STDIN = 0;

/** The plan of a file with what the command line says laid over it. Throws a CliError for what cannot be one. */
export async function readPlan(session: Session, recipe: string, options: PlanOptions): Promise<SweepPlan> {
  const { sweep: words } = session.messages;
  const ofFile = options.plan === undefined ? {} : readFile(options.plan, words);
  const fields: SweepField[] = [];
  for (const typed of options.try ?? []) fields.push(await readTry(session, recipe, typed));
  const tried = fields.length > 0 ? fields : ofFile.fields;
  if (!tried) throw new CliError(words.nothingToTry, { exitCode: 2 });
  const halving = options.halving === undefined ? ofFile.halving : readHalving(options.halving, words);
  const plan = SweepPlan.safeParse({
    ...ofFile,
    fields: tried,
    method: options.method ?? (options.halving ? "halving" : (ofFile.method ?? methodFor(tried))),
    trials: options.trials ?? ofFile.trials,
    seed: options.seed ?? ofFile.seed,
    objective:
      options.objective === undefined && ofFile.objective ? ofFile.objective : readObjective(options.objective),
    halving,
    stop: readStop(options, ofFile, words),
  });
  if (!plan.success) throw notAPlan(plan.error, words);
  return plan.data;
}

type Words = Session["messages"]["sweep"];
type FilePlan = Partial<z.input<typeof SweepPlan>>;

function readFile(file: string, words: Words): FilePlan {
  let text: string;
  try {
    text = readFileSync(file === "-" ? STDIN : file, "utf8");
  } catch (error) {
    throw new CliError(words.noPlanFile(file, (error as Error).message), { exitCode: 2 });
  }
  const json = parseJson(text);
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new CliError(words.noPlanFile(file, "JSON"), { exitCode: 2 });
  // Checked as a whole once the command line is laid over it.
  return json as FilePlan;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readTry(session: Session, recipe: string, typed: string): Promise<SweepField> {
  const { sweep: words } = session.messages;
  const at = typed.indexOf("=");
  if (at < 1) throw new CliError(words.badTry(typed), { exitCode: 2 });
  const field = readTries(await recipePath(session, recipe, typed.slice(0, at)), typed.slice(at + 1));
  if (!field) throw new CliError(words.badTry(typed), { exitCode: 2 });
  return field;
}

/** A grid where every field says how many values it has, else draws. */
function methodFor(fields: readonly { kind?: unknown; count?: unknown }[]): SweepPlan["method"] {
  return fields.every(({ kind, count }) => kind === "values" || count !== undefined) ? "grid" : "random";
}

/** `val/loss:min`, or a metric alone whose better way is known. */
function readObjective(typed = "train/loss") {
  const [, metric = typed, goal] = /^(.*):(min|max)$/.exec(typed) ?? [];
  return { metric, goal: goal ?? (metricInfo(metric)?.goal === "high" ? "max" : "min") };
}

/** `100` or `100:3`. */
function readHalving(typed: string, words: Words) {
  const [, firstStep, eta] = /^(\d+)(?::(\d+))?$/.exec(typed) ?? [];
  if (firstStep === undefined) throw new CliError(words.badHalving(typed), { exitCode: 2 });
  return { firstStep: Number(firstStep), ...(eta !== undefined && { eta: Number(eta) }) };
}

/** `500:5%` or `500:0.05`. */
function readStop({ mustImprove, keepNan }: PlanOptions, ofFile: FilePlan, words: Words): FilePlan["stop"] {
  const stop = { ...ofFile.stop, ...(keepNan && { notFinite: false }) };
  if (mustImprove === undefined) return stop;
  const [, step, share, percent] = /^(\d+):(\d*\.?\d+)(%?)$/.exec(mustImprove) ?? [];
  if (step === undefined) throw new CliError(words.badImprove(mustImprove), { exitCode: 2 });
  return { ...stop, noProgress: { step: Number(step), by: Number(share) / (percent ? 100 : 1) } };
}

function notAPlan(error: z.ZodError, words: Words): CliError {
  const { path, message } = error.issues[0]!;
  return new CliError(words.notAPlan(path.join(".") || "plan", message), { exitCode: 2 });
}

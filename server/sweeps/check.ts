import { z } from "zod";
import type { Client } from "#server/db/client.ts";
import { findRecipe } from "#server/recipes/catalogue.ts";
import type { Json, Recipe } from "#server/recipes/recipe.ts";
import type { Finding } from "#server/runs/finding.ts";
import { type LaunchFindings, launchFindings } from "#server/runs/launch-findings.ts";
import type { Text } from "#trainer/contract/config/field.ts";
import { expandPlan, type Trial } from "./expand.ts";
import { fitFields } from "./fit-fields.ts";
import type { SweepPlan, TrialValue } from "./plan.ts";
import { problem, type SweepProblem } from "./problem.ts";
import { fieldOf, setFields } from "./trial-config.ts";

export type SweepInput = { recipe: string; preset: string | null; config: unknown; plan: SweepPlan };

export type CheckedTrial = Trial & {
  config: Json;
  data: LaunchFindings["data"];
};
export type CheckedSweep = {
  recipe: Recipe;
  /** The config that the fields are changed in: whole where it is right by itself, else as given. */
  config: Json;
  plan: SweepPlan;
  runs: number;
  trials: CheckedTrial[];
  problems: SweepProblem[];
  /** What is worth knowing and keeps nothing from running. */
  remarks: Text[];
  /** Of the first trial. */
  findings: Finding[];
};

/** Enough to see what is wrong; a thousand trials may all share one mistake. */
const MAX_PROBLEMS = 10;

/** The trials of a plan, each with its config as its recipe has checked it and what a launch needs looked at. */
export function checkSweep(client: Client, input: SweepInput): CheckedSweep {
  const recipe = findRecipe(input.recipe, client.paths.recipes);
  const given = z.record(z.string(), z.unknown()).safeParse(input.config ?? {});
  const { plan, textPaths, problems } = fitFields(input.plan, recipe.schema());
  const expansion = expandPlan(plan);
  const { runs, combinations } = expansion;
  if (!given.success) problems.push(problem(null, "config: expected an object", "config：应为一个对象"));
  problems.push(...expansion.problems);
  const base = given.data ?? {};
  const whole = recipe.check({ preset: input.preset, config: base });
  const checked: CheckedSweep = {
    recipe,
    config: whole.ok ? whole.config : base,
    plan,
    runs,
    trials: [],
    problems,
    remarks: combinations < runs ? [repeats(runs, combinations)] : [],
    findings: [],
  };
  if (problems.length > 0) return checked;
  const look = launchLooks(client, recipe);
  for (const { trial, values } of expansion.trials) {
    const set = Object.fromEntries(
      Object.entries(values).map(([path, value]) => [path, textPaths.has(path) ? asText(value) : value]),
    );
    const own = checkTrial(recipe, { preset: input.preset, config: setFields(base, set) }, { trial, values: set });
    if ("problems" in own) problems.push(...own.problems);
    else {
      const { data, refusal, findings } = look(own.config);
      if (trial === 1) checked.findings = findings;
      if (refusal === null) checked.trials.push({ trial, values: set, config: own.config, data });
      else
        problems.push({
          trial,
          path: null,
          message: ofTrial(trial, { en: refusal, zh: refusedIn(findings, refusal) }),
        });
    }
    if (problems.length >= MAX_PROBLEMS) break;
  }
  return checked;
}

function checkTrial(
  recipe: Recipe,
  input: { preset: string | null; config: Json },
  { trial, values }: Trial,
): { config: Json } | { problems: SweepProblem[] } {
  const checked = recipe.check(input);
  if (!checked.ok)
    return { problems: checked.issues.map(({ path, message }) => ({ trial, path, message: ofTrial(trial, message) })) };
  // A schema passes over fields that it does not know; a trial must not be one that changes nothing.
  const lost = Object.keys(values).find((path) => fieldOf(checked.config, path) !== values[path]);
  if (lost === undefined) return { config: checked.config };
  const value = JSON.stringify(values[lost]);
  const message = {
    en: `${lost} cannot be ${value} here: the rest of the config has no such field`,
    zh: `${lost} 在此不能为 ${value}：其余配置中没有该项`,
  };
  return { problems: [{ trial, path: lost, message: ofTrial(trial, message) }] };
}

/** Data, model and machine are looked at once for all configs that need the same of them. */
function launchLooks(client: Client, recipe: Recipe): (config: Json) => LaunchFindings {
  const known = new Map<string, LaunchFindings>();
  return (config) => {
    const key = JSON.stringify([recipe.data(config), recipe.model(config), recipe.needs(config), recipe.size(config)]);
    const found = known.get(key) ?? launchFindings(client, { recipe, config });
    known.set(key, found);
    return found;
  };
}

function ofTrial(trial: number, { en, zh }: Text): Text {
  return { en: `trial ${trial}: ${en}`, zh: `第 ${trial} 组：${zh}` };
}

/** What blocks a launch is a finding too, in both languages. */
function refusedIn(findings: Finding[], refusal: string): string {
  return findings.find(({ level }) => level === "block")?.message.zh ?? refusal;
}

function asText(value: TrialValue): TrialValue {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function repeats(runs: number, combinations: number): Text {
  return {
    en: `The fields allow ${combinations} combinations, so some of the ${runs} runs try the same.`,
    zh: `这些配置项只有 ${combinations} 种组合，${runs} 个运行中会有重复。`,
  };
}

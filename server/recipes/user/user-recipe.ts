import { z } from "zod";
import { DomainError } from "#server/errors.ts";
import { Program } from "../arguments.ts";
import { checkConfig } from "../check-config.ts";
import { folderProblem } from "../folder-problem.ts";
import { fillPlaceholders, runValues } from "../placeholders.ts";
import type { CheckedConfig, Json, Recipe, RecipeRun } from "../recipe.ts";
import { type Definition, fieldOf, type IfThen } from "./definition.ts";
import { fieldsDefaults, fieldsSchema, words } from "./fields.ts";

/** A way of training that a file of the recipes folder describes. */
export function userRecipe(definition: Definition): Recipe {
  const { name, fields, graceSeconds = null } = definition;
  const schema = fieldsSchema(fields);
  const defaults = fieldsDefaults(fields);
  const number = (value: string | number | undefined, config: Json): number | null => {
    if (typeof value !== "string") return value ?? null;
    const found = config[fieldOf(value) ?? ""];
    return typeof found === "number" ? found : null;
  };
  return {
    name,
    label: words(definition.label) ?? { en: name, zh: name },
    about: words(definition.about) ?? { en: "", zh: "" },
    schema: () => z.toJSONSchema(schema, { io: "input", target: "draft-7" }) as Json,
    defaults: () => structuredClone(defaults),
    presets: () => [],
    check: (input) => checkUserConfig(definition, checkConfig(input, { schema, defaults })),
    command(run) {
      const parsed = schema.safeParse(run.config);
      if (!parsed.success)
        throw new DomainError("CONFLICT", `the recipe "${name}" has changed since, and this config no longer fits it`);
      const checked: RecipeRun = { ...run, config: parsed.data };
      return { argv: fillArgv(definition, checked), cwd: workingDir(definition, checked) ?? run.runDir };
    },
    resumed: (config) => config,
    needs: (config) => ({ gpus: Math.min(64, Math.max(0, number(definition.gpus, config) ?? 0)) }),
    graceSeconds: () => graceSeconds,
    steps: (config) => number(definition.maxSteps, config),
    data: () => null,
    model: () => null,
    size: () => null,
  };
}

/** What only the filled-in command shows: its program and its folder. */
function checkUserConfig(definition: Definition, checked: CheckedConfig): CheckedConfig {
  if (!checked.ok) return checked;
  const run = { node: "node", runDir: "/run", runId: "run", attempt: 1, resumeStep: null, config: checked.config };
  const [issue] = Program.safeParse(fillArgv(definition, run)[0]).error?.issues ?? [];
  const program = issue && {
    en: `argv: expected the name or path of a program first, found none`,
    zh: `argv：第一项应为程序名或路径，当前没有`,
  };
  const folder = workingDir(definition, run);
  // The run's folder is made when it starts.
  const isLater = folder === null || definition.workingDir?.includes("{runDir}");
  const message = program ?? (isLater ? null : folderProblem("workingDir", folder));
  return message ? { ok: false, issues: [{ path: "", message }] } : checked;
}

function workingDir(definition: Definition, run: RecipeRun): string | null {
  return definition.workingDir === undefined ? null : fillPlaceholders(definition.workingDir, valuesOf(run));
}

function fillArgv({ argv }: Definition, run: RecipeRun): string[] {
  const values = valuesOf(run);
  return argv
    .flatMap((item) => (typeof item === "string" ? [item] : isGiven(item, run.config) ? item.then : []))
    .map((text) => fillPlaceholders(text, values));
}

function isGiven(item: IfThen, config: Json): boolean {
  const value = config[item.if];
  return value !== null && value !== undefined && value !== "" && value !== false;
}

function valuesOf(run: RecipeRun): Record<string, string> {
  const given = Object.entries(run.config).map(([name, value]): [string, string] => [name, String(value ?? "")]);
  return { ...Object.fromEntries(given), ...runValues(run) };
}

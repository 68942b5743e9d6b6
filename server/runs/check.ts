import { sql } from "drizzle-orm";
import type { Client } from "#server/db/client.ts";
import type { DbOrTx } from "#server/db/open.ts";
import { findRecipe } from "#server/recipes/catalogue.ts";
import { commandOf } from "#server/recipes/command-of.ts";
import type { ConfigIssue, RunSize } from "#server/recipes/recipe.ts";
import type { Finding } from "./finding.ts";
import { launchFindings } from "./launch-findings.ts";

export type LaunchCheck = {
  ok: boolean;
  issues: ConfigIssue[];
  findings: Finding[];
  command: string[];
  /** Null where the config has mistakes, and where the recipe cannot tell. */
  estimate: Estimate | null;
};

export type Estimate = {
  /** Null before the first run of the preset here. */
  seconds: number | null;
  checkpoints: number;
  checkpointsKept: number;
  /** Of the checkpoints that are kept. */
  bytes: number;
  parameters: number;
  trainedParameters: number;
};

/** What a launch would do and need, before it is done. */
export function checkLaunch(
  client: Client,
  input: { recipe: string; preset: string | null; config: unknown },
): LaunchCheck {
  const recipe = findRecipe(input.recipe, client.paths.recipes);
  const checked = recipe.check(input);
  if (!checked.ok) return { ok: false, issues: checked.issues, findings: [], command: [], estimate: null };
  const run = { node: "node", runDir: `${client.paths.runs}/<run>`, runId: "<run>", attempt: 1, resumeStep: null };
  const { argv } = commandOf(recipe, { ...run, config: checked.config });
  const { size, findings } = launchFindings(client, { recipe, config: checked.config });
  const rate = usualStepsPerSecond(client.db, input.preset);
  const ok = findings.every(({ level }) => level !== "block");
  return { ok, issues: [], findings, command: argv, estimate: size && estimate(size, rate) };
}

function estimate(size: RunSize, rate: number | null): Estimate {
  const { steps, checkpoints, checkpointsKept, checkpointBytes, parameters, trainedParameters } = size;
  return {
    seconds: rate === null ? null : steps / rate,
    checkpoints,
    checkpointsKept,
    bytes: checkpointsKept * checkpointBytes,
    parameters,
    trainedParameters,
  };
}

/** Median over the newest runs of the preset here. */
function usualStepsPerSecond(db: DbOrTx, preset: string | null): number | null {
  if (preset === null) return null;
  const rates = db
    .all<{ rate: number }>(
      sql`SELECT last_value AS rate FROM metric_keys JOIN runs ON runs.id = run_id
          WHERE preset = ${preset} AND key = 'perf/steps_per_second' AND last_value > 0
          ORDER BY created_at DESC LIMIT 15`,
    )
    .map(({ rate }) => rate)
    .sort((a, b) => a - b);
  return rates[rates.length >> 1] ?? null;
}

import { mkdirSync } from "node:fs";
import { eq } from "drizzle-orm";
import { beginTimes } from "#server/console/times.ts";
import { runs } from "#server/db/schema.ts";
import { trainerEnv } from "#server/env.ts";
import { DomainError } from "#server/errors.ts";
import type { CodeOrigin } from "#server/origin/origin.ts";
import { commandOf } from "#server/recipes/command-of.ts";
import { folderProblem } from "#server/recipes/folder-problem.ts";
import { findRun } from "#server/runs/find.ts";
import { launchFindings } from "#server/runs/launch-findings.ts";
import { move } from "#server/runs/move.ts";
import { hasEnded } from "#server/runs/status.ts";
import { type RunRecordRow, writeRun } from "#server/runs/write.ts";
import { readSecrets } from "#server/secrets/read.ts";
import { readVersion } from "#server/system/info.ts";
import { writeWhole } from "#server/write-whole.ts";
import { type RunRecord, runPaths } from "#trainer/contract/run-dir.ts";
import { attemptEnv } from "./attempt-env.ts";
import { startJob } from "./backends/local.ts";
import { recordOrigin } from "./origin/record-origin.ts";
import type { World } from "./world.ts";

/**
 * Write a claimed run's config.json and its origin, then start its command. What keeps it from starting fails the run.
 * False: it was not started.
 */
export async function startRun(world: World, run: RunRecordRow, signal: AbortSignal): Promise<boolean> {
  const { db, paths, env } = world;
  try {
    const { config, command, cwd, environment, secrets, data } = prepare(world, run);
    const origin = await recordOrigin(world, run, { command, cwd, environment, data }, signal);
    // Left as it is, for the next worker to begin.
    if (signal.aborted || !isStillWanted(world, run)) return false;
    const dir = paths.run(run.id);
    const { recipe, preset, name, attempt } = run;
    const code = { version: readVersion(env.projectDir), commit: commitOf(origin.code) };
    writeRecord(dir, { v: 1, recipe, preset, name, config, command, environment, code });
    writeRun(db, run.id, { command, environment, code, origin });
    const own = { ...attemptEnv(run), VELA_RUN_DIR: dir };
    beginTimes(dir, { attempt });
    // Secrets go to the process alone: what is recorded above does not hold them.
    startJob({ dir, attempt, command, cwd, env: { ...secrets, ...environment, ...own } });
    return true;
  } catch (error) {
    failStart(world, run, `could not be started: ${(error as Error).message}`);
    return false;
  }
}

function failStart({ db }: World, { id, attempt }: RunRecordRow, endReason: string) {
  db.transaction(
    (tx) => {
      // It may have been ended, or deleted, meanwhile.
      const now = tx.select().from(runs).where(eq(runs.id, id)).get();
      if (now?.attempt !== attempt || hasEnded(now.status)) return;
      move(tx, id, "failed", { endedAt: Date.now(), endReason, failure: "mistake" });
    },
    { behavior: "immediate" },
  );
}

function prepare(world: World, run: RunRecordRow) {
  const { paths, env } = world;
  const recipe = world.findRecipe(run.recipe);
  // Much may have changed while it waited.
  const { refusal } = launchFindings(world, { recipe, config: run.config });
  if (refusal !== null) throw new Error(refusal);
  const { attempt, resumeStep } = run;
  const config = attempt > 1 ? recipe.resumed(run.config, resumeStep) : run.config;
  const start = { node: process.execPath, runDir: paths.run(run.id), runId: run.id, config, attempt, resumeStep };
  const { argv: command, cwd = env.projectDir, env: more } = commandOf(recipe, start);
  const environment = trainerEnv({ ...more, ...gpuEnv(run), VELA_DATA: paths.root });
  const secrets = readSecrets(paths.secrets);
  // A command may start in its run's own folder.
  mkdirSync(paths.run(run.id), { recursive: true });
  const problem = folderProblem("the folder to start in", cwd);
  if (problem) throw new DomainError("PRECONDITION_FAILED", problem.en);
  return { config, command, cwd, environment, secrets, data: recipe.data(config) };
}

/** It may have been stopped while its origin was recorded. */
function isStillWanted({ db }: World, { id, attempt }: RunRecordRow): boolean {
  return db.transaction(
    (tx) => {
      const now = findRun(tx, id);
      if (now.attempt !== attempt) return false;
      if (now.status === "stopping")
        move(tx, id, "cancelled", { endedAt: Date.now(), endReason: "stopped before it started" });
      return now.status === "starting";
    },
    { behavior: "immediate" },
  );
}

/** The run sees its own GPUs and no others, counted as nvidia-smi counts. */
function gpuEnv({ gpus, needs }: RunRecordRow): Record<string, string> {
  return needs.gpus > 0 ? { CUDA_VISIBLE_DEVICES: gpus.join(","), CUDA_DEVICE_ORDER: "PCI_BUS_ID" } : {};
}

function writeRecord(dir: string, record: RunRecord) {
  writeWhole(runPaths(dir).config, `${JSON.stringify(record, null, 2)}\n`);
}

/** The commit that is checked out, with "-dirty" when files differ from it; null without git. */
function commitOf(code: CodeOrigin): string | null {
  if (code.state === "none" || code.commit === null) return null;
  return code.changed > 0 ? `${code.commit}-dirty` : code.commit;
}

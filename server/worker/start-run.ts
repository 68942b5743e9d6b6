import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { execaSync } from "execa";
import { beginTimes } from "#server/console/times.ts";
import { trainerEnv } from "#server/env.ts";
import { DomainError } from "#server/errors.ts";
import { commandOf } from "#server/recipes/command-of.ts";
import { folderProblem } from "#server/recipes/folder-problem.ts";
import { launchFindings } from "#server/runs/launch-findings.ts";
import { move } from "#server/runs/move.ts";
import { type RunRecordRow, writeRun } from "#server/runs/write.ts";
import { readSecrets } from "#server/secrets/read.ts";
import { readVersion } from "#server/system/info.ts";
import { type RunRecord, runPaths } from "#trainer/contract/run-dir.ts";
import { attemptEnv } from "./attempt-env.ts";
import { startJob } from "./backends/local.ts";
import type { World } from "./world.ts";

/** Write a claimed run's config.json and start its command. What keeps it from starting fails the run. */
export function startRun(world: World, run: RunRecordRow) {
  const { db, paths, env } = world;
  try {
    const dir = paths.run(run.id);
    const recipe = world.findRecipe(run.recipe);
    // Much may have changed while it waited.
    const { refusal } = launchFindings(world, { recipe, config: run.config });
    if (refusal !== null) throw new Error(refusal);
    const config = run.attempt > 1 ? recipe.resumed(run.config, run.resumeStep) : run.config;
    const { attempt, resumeStep } = run;
    const start = { node: process.execPath, runDir: dir, runId: run.id, config, attempt, resumeStep };
    const { argv: command, cwd = env.projectDir, env: more } = commandOf(recipe, start);
    const environment = trainerEnv({ ...more, ...gpuEnv(run), VELA_DATA: paths.root });
    const secrets = readSecrets(paths.secrets);
    const code = { version: readVersion(env.projectDir), commit: readCommit(env.projectDir) };
    const { recipe: name, preset } = run;
    writeRecord(dir, { v: 1, recipe: name, preset, name: run.name, config, command, environment, code });
    writeRun(db, run.id, { command, environment, code });
    const problem = folderProblem("the folder to start in", cwd);
    if (problem) throw new DomainError("PRECONDITION_FAILED", problem.en);
    const own = { ...attemptEnv(run), VELA_RUN_DIR: dir };
    beginTimes(dir, { attempt });
    // Secrets go to the process alone: what is recorded above does not hold them.
    startJob({ dir, attempt, command, cwd, env: { ...secrets, ...environment, ...own } });
  } catch (error) {
    const how = { endReason: `could not be started: ${(error as Error).message}`, failure: "mistake" as const };
    db.transaction((tx) => move(tx, run.id, "failed", { endedAt: Date.now(), ...how }), { behavior: "immediate" });
  }
}

/** The run sees its own GPUs and no others, counted as nvidia-smi counts. */
function gpuEnv({ gpus, needs }: RunRecordRow): Record<string, string> {
  return needs.gpus > 0 ? { CUDA_VISIBLE_DEVICES: gpus.join(","), CUDA_DEVICE_ORDER: "PCI_BUS_ID" } : {};
}

function writeRecord(dir: string, record: RunRecord) {
  const file = runPaths(dir).config;
  mkdirSync(dir, { recursive: true });
  writeFileSync(`${file}.tmp`, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(`${file}.tmp`, file);
}

/** The commit that is checked out, with "-dirty" when files differ from it; null without git. */
function readCommit(projectDir: string): string | null {
  const git = (...args: string[]) => execaSync("git", ["-C", projectDir, ...args], { reject: false, stdin: "ignore" });
  const head = git("rev-parse", "HEAD");
  if (head.failed) return null;
  const changes = git("status", "--porcelain", "--untracked-files=no");
  return changes.stdout === "" ? head.stdout : `${head.stdout}-dirty`;
}

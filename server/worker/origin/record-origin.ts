import { readMachine } from "#server/origin/machine.ts";
import type { CodeOrigin, Origin } from "#server/origin/origin.ts";
import { readCode } from "#server/origin/read-code.ts";
import { readData } from "#server/origin/read-data.ts";
import { readLock, readPackages } from "#server/origin/software.ts";
import type { DataNeed } from "#server/recipes/recipe.ts";
import type { RunRecordRow } from "#server/runs/write.ts";
import { readVersion } from "#server/system/info.ts";
import { writeWhole } from "#server/write-whole.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import type { World } from "../world.ts";
import { askGpus } from "./ask-gpus.ts";
import { askPython } from "./ask-python.ts";
import { openGit } from "./open-git.ts";

/** A folder on a disk that hangs must not keep a run from starting. */
const LIMIT_MS = 15_000;

type Start = { command: string[]; cwd: string; environment: Record<string, string>; data: DataNeed | null };

/** Write down what an attempt is about to be started with and on, in its run's folder. */
export async function recordOrigin(
  { paths, env }: World,
  run: Pick<RunRecordRow, "id" | "attempt" | "gpus">,
  { command, cwd, environment, data }: Start,
  signal: AbortSignal,
): Promise<Origin> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  const [{ code, diff }, gpus, python] = await Promise.all([
    isWithin(paths.root, cwd) ? noCode(cwd) : readCode(openGit(limit), cwd),
    askGpus(limit),
    askPython({ command, cwd, env: environment }, limit),
  ]);
  const origin: Origin = {
    v: 1,
    attempt: run.attempt,
    time: Date.now(),
    command,
    cwd,
    environment,
    code,
    machine: readMachine(),
    gpus: { all: gpus, given: run.gpus },
    software: {
      vela: readVersion(env.projectDir),
      node: process.version,
      packages: cwd === env.projectDir ? readPackages(env.projectDir) : {},
      python,
      lock: readLock(code.state === "git" ? code.folder : cwd) ?? readLock(cwd),
    },
    data: readData(paths, data),
  };
  const files = runPaths(paths.run(run.id));
  if (diff) writeWhole(files.codeDiff(run.attempt), diff);
  writeWhole(files.origin(run.attempt), `${JSON.stringify(origin, null, 2)}\n`);
  return origin;
}

/** A command may start in its run's own folder: a repository around that is not where its code came from. */
function noCode(folder: string): { code: CodeOrigin; diff: null } {
  return {
    code: { state: "none", folder, reason: "it starts in its run's own folder, which holds no code" },
    diff: null,
  };
}

function isWithin(root: string, folder: string): boolean {
  return folder === root || folder.startsWith(`${root}/`);
}

import { execa } from "execa";
import { z } from "zod";
import { claimJob, endJob, type JobRecord, progressJob } from "#server/datasets/job-progress.ts";
import { childEnv } from "#server/env.ts";
import { every } from "./every.ts";
import { readBootId, readProcess } from "./processes.ts";
import type { World } from "./world.ts";

const PROGRESS_MS = 250;

/** What the maker of a sample data set prints: progress, then where the data set is. */
const Line = z.union([z.object({ done: z.int().min(0), total: z.int().min(0) }), z.object({ path: z.string() })]);

/** Make the sample data sets that are asked for, one at a time. */
export async function runJobs(world: World, signal: AbortSignal) {
  for await (const _ of every(200, signal)) {
    const job = claimJob(world.db);
    if (job) await runJob(world, job, signal);
  }
}

async function runJob({ db, env, paths, sampleCommand }: World, job: JobRecord, signal: AbortSignal) {
  const [program, ...args] = sampleCommand({ size: job.size, episodes: job.episodes, out: paths.rlds });
  const child = execa(program!, args, {
    cwd: env.projectDir,
    env: childEnv({ VELA_DATA: paths.root }),
    stdin: "ignore",
    buffer: { stdout: false },
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: 5_000,
  });
  const pid = child.pid ?? null;
  const pidStart = pid && (readProcess(pid)?.start ?? null);
  progressJob(db, job.id, { pid, pidStart: pidStart || null, bootId: readBootId() });
  let path: string | null = null;
  let shownAt = Number.NEGATIVE_INFINITY;
  for await (const text of child.iterable({ from: "stdout" })) {
    const line = Line.safeParse(parseJson(text)).data;
    if (!line) continue;
    if ("path" in line) path = line.path;
    else if (performance.now() - shownAt > PROGRESS_MS || line.done === line.total) {
      shownAt = performance.now();
      progressJob(db, job.id, line);
    }
  }
  const result = await child;
  if (signal.aborted) return; // Still "running" in the table: the next worker starts it over.
  const said = typeof result.stderr === "string" ? result.stderr.trim().split("\n").at(-1) : "";
  if (!result.failed && path) endJob(db, job.id, { path });
  else endJob(db, job.id, { error: said || `the data set maker ended with exit code ${result.exitCode}` });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // A line for people.
  }
}

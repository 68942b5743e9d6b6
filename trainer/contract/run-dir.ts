import { z } from "zod";
import { TrainConfig } from "./config.ts";

/** Names inside a run directory. All paths are joined with "/" and start at `dir`. */
export function runPaths(dir: string) {
  const attempt = (n: number) => `${dir}/attempts/${n}`;
  return {
    config: `${dir}/config.json`,
    metrics: `${dir}/metrics.jsonl`,
    output: `${dir}/output.log`,
    attempts: `${dir}/attempts`,
    attempt,
    pid: (n: number) => `${attempt(n)}/pid.json`,
    exit: (n: number) => `${attempt(n)}/exit.json`,
    origin: (n: number) => `${dir}/origin/${n}/origin.json`,
    codeDiff: (n: number) => `${dir}/origin/${n}/code.diff`,
    times: (n: number) => `${dir}/output-times/${n}.txt`,
    checkpoints: `${dir}/checkpoints`,
    checkpoint: (step: number) => `${dir}/checkpoints/${checkpointName(step)}`,
    artifacts: `${dir}/artifacts`,
  };
}

/** step-000100: zero padded, so that names sort by step. */
export function checkpointName(step: number): string {
  return `step-${String(step).padStart(6, "0")}`;
}

/** The step of a checkpoint folder's name, or null when it is none (a temporary one, say). */
export function checkpointStep(name: string): number | null {
  const match = /^step-(\d{6,})$/.exec(name);
  return match ? Number(match[1]) : null;
}

export const RUN_ID = /^[a-z0-9]{8}$/;

/** config.json: what ran, and with what. Any trainer may write it; only ours has a TrainConfig in `config`. */
export const RunRecord = z.object({
  v: z.literal(1),
  recipe: z.string().default("vla-energy"),
  preset: z.string().nullable().default(null),
  name: z.string().nullable().default(null),
  config: z.record(z.string(), z.unknown()),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  code: z.object({ version: z.string(), commit: z.string().nullable() }).nullable().default(null),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** A RunRecord whose config is checked as ours. */
export const OwnRunRecord = RunRecord.extend({ config: TrainConfig });

/** attempts/<n>/pid.json: start times are field 22 of /proc/<pid>/stat, in clock ticks since boot. */
export const PidRecord = z.object({
  pid: z.int().positive(),
  start: z.string(),
  child: z.int().positive(),
  childStart: z.string(),
  bootId: z.string(),
  startedAt: z.number(),
});
export type PidRecord = z.infer<typeof PidRecord>;

/**
 * attempts/<n>/exit.json: exactly one of code and signal is set. `oomKills`: processes that the kernel killed for want of
 * memory while the command ran, in its memory cgroup or, without one, on the machine. `diskFreeKilobytes`: where the run's
 * folder lies, at the end of a command that failed. Both are null or absent where nobody could tell.
 */
export const ExitRecord = z.object({
  code: z.int().nullable(),
  signal: z.string().nullable(),
  endedAt: z.number(),
  oomKills: z.int().nullish(),
  diskFreeKilobytes: z.int().nullish(),
});
export type ExitRecord = z.infer<typeof ExitRecord>;

export const CheckpointManifest = z.object({
  v: z.literal(1),
  step: z.int().min(0),
  time: z.number(),
  metrics: z.record(z.string(), z.union([z.number(), z.string()])),
  files: z.array(z.object({ path: z.string(), bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});
export type CheckpointManifest = z.infer<typeof CheckpointManifest>;

/** Exit codes of a trainer. */
export const EXIT = { ok: 0, other: 1, config: 2, notFinite: 3, diskFull: 4 } as const;

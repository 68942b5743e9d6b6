import { availableParallelism } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { z } from "zod";
import { DomainError } from "#server/errors.ts";

export type Env = {
  projectDir: string;
  /** Absolute. */
  dataDir: string;
  /** Absolute: where the recipes of this machine's people lie. */
  recipesDir: string;
  host: string;
  port: number;
  /** Where clients find the server. */
  url: string;
  token: string | null;
  /** Runs that may live at the same time on this machine. */
  slots: number;
  /** Indices of the GPUs that runs may have; null: whatever nvidia-smi finds. */
  gpus: number[] | null;
  /** Milliseconds between asking a run to stop and killing it. */
  graceMs: number;
  /** Attempts in a row that may fail without getting further before a run is given up; 0: none is tried again by itself. */
  retries: number;
};

const positive = z.coerce.number().int().min(1);
const Source = z.object({
  VELA_DATA: z.string().min(1).default(".vela"),
  VELA_RECIPES: z.string().min(1).optional(),
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  VELA_URL: z.url().optional(),
  VELA_TOKEN: z.string().optional(),
  VELA_SLOTS: positive.max(1024).optional(),
  VELA_GPUS: z
    .string()
    .regex(/^(none|\d+(,\d+)*)$/, "expected indices such as 0,1 or none")
    .transform((text) => (text === "none" ? [] : [...new Set(text.split(",").map(Number))]))
    .optional(),
  VELA_RETRIES: z.coerce.number().int().min(0).max(100).default(3),
  VELA_STOP_GRACE_SECONDS: z.coerce.number().min(0).max(86_400).default(120),
});

/** The settings of this process. The only reader of process.env in the server. */
export function readEnv(source: NodeJS.ProcessEnv = process.env, projectDir = process.cwd()): Env {
  const parsed = Source.safeParse(dropEmpty(source));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new DomainError("BAD_REQUEST", `${issue.path.join(".")}: ${issue.message}`);
  }
  const { VELA_DATA, VELA_RECIPES, HOST, PORT, VELA_URL, VELA_TOKEN, VELA_SLOTS, VELA_GPUS, VELA_RETRIES } =
    parsed.data;
  const dataDir = isAbsolute(VELA_DATA) ? VELA_DATA : resolve(projectDir, VELA_DATA);
  return {
    projectDir,
    dataDir,
    recipesDir: VELA_RECIPES === undefined ? join(dataDir, "recipes") : resolve(projectDir, VELA_RECIPES),
    host: HOST,
    port: PORT,
    url: VELA_URL ?? `http://${HOST.includes(":") ? `[${HOST}]` : HOST}:${PORT}`,
    token: VELA_TOKEN ?? null,
    slots: VELA_SLOTS ?? Math.max(1, Math.floor(availableParallelism() / 2)),
    gpus: VELA_GPUS ?? null,
    graceMs: parsed.data.VELA_STOP_GRACE_SECONDS * 1000,
    retries: VELA_RETRIES,
  };
}

/** The environment that child processes of ours get: all of ours, plus what `more` says. */
export function childEnv(more: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...more };
}

/** What a trainer may see of our environment: no tokens, no secrets of other programs. */
export function trainerEnv(more: Record<string, string>, source: NodeJS.ProcessEnv = process.env) {
  const passed = Object.entries(source).filter(([key, value]) => value !== undefined && PASSED.test(key));
  return { ...(Object.fromEntries(passed) as Record<string, string>), ...more };
}

const PASSED =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_[A-Z]+|TZ|TMPDIR|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|LD_LIBRARY_PATH|CUDA_[A-Z_]+|NVIDIA_[A-Z_]+|OMP_[A-Z_]+|MKL_[A-Z_]+|TF_[A-Z_]+|XLA_[A-Z_]+|HF_HOME)$/;

function dropEmpty(source: NodeJS.ProcessEnv) {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
}

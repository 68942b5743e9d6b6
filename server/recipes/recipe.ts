import type { Text } from "#trainer/contract/config/field.ts";
import type { Preset } from "#trainer/contract/presets.ts";
import type { ModelShapes } from "./model-shapes.ts";

export type Json = Record<string, unknown>;
export type ConfigIssue = { path: string; message: Text };
export type CheckedConfig = { ok: true; config: Json; preset: string | null } | { ok: false; issues: ConfigIssue[] };

/** One start of a run: what a command is made from. */
export type RecipeRun = {
  /** The program that runs ours. */
  node: string;
  runDir: string;
  runId: string;
  config: Json;
  /** 1, 2, … */
  attempt: number;
  /** The step that a later attempt was asked to go on from; null where none was named. */
  resumeStep: number | null;
};

/** argv, its first entry a program. Without a `cwd` it starts in the project's folder. */
export type RecipeCommand = { argv: string[]; cwd?: string; env?: Record<string, string> };

/** How a config becomes a command: one way of training. */
export type Recipe = {
  name: string;
  label: Text;
  about: Text;
  /** JSON schema (draft 7) of its config, with label, help, unit and advanced on the fields. */
  schema(): Json;
  defaults(): Json;
  presets(): (Omit<Preset, "config"> & { config: Json })[];
  /** Check a config laid over a preset's; the answer carries the whole config. */
  check(input: { preset: string | null; config: unknown }): CheckedConfig;
  command(run: RecipeRun): RecipeCommand | string[];
  /** The config of a later attempt: from a step, or from the newest checkpoint when none is named. */
  resumed(config: Json, step: number | null): Json;
  /** Steps that a run in `runDir` can go on from. Absent: those of the complete checkpoints in our layout. */
  resumeSteps?(runDir: string): number[];
  /** What it takes of the machine while it lives. */
  needs(config: Json): { gpus: number };
  /** Seconds between asking it to stop and killing it; null = the server's setting. */
  graceSeconds(config: Json): number | null;
  /** How many steps it takes; null where that is not known. */
  steps(config: Json): number | null;
  /**
   * The data that a config reads: its name, the data sets behind it, and how it can be made when it is absent. Null
   * where that is the program's affair.
   */
  data(config: Json): DataNeed | null;
  /** Folder of the model that a config starts from, as it stands there; null from scratch, or the program's affair. */
  model(config: Json): string | null;
  /** `model`: what is known of that folder. Null where nothing is known of what the run takes. */
  size(config: Json, model?: ModelShapes | null): RunSize | null;
};

export type DataNeed = {
  rootDir: string;
  name: string;
  members: string[];
  sample: { size: 64 | 128; episodes: number } | null;
};

/** What a run will take. Bytes are estimates from the shapes. */
export type RunSize = {
  steps: number;
  checkpoints: number;
  checkpointsKept: number;
  checkpointBytes: number;
  parameters: number;
  trainedParameters: number;
  /** Of `memoryBytes`, what the parameters alone take. */
  weightBytes: number;
  memoryBytes: number;
  /** Multiplications and additions. */
  operationsPerStep: number;
  /** The engine that is asked for; "auto" leaves it open. */
  engine: string;
};

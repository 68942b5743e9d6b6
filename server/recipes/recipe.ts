import type { Text } from "#trainer/contract/config/field.ts";
import type { Preset } from "#trainer/contract/presets.ts";
import type { ModelShapes } from "./model-shapes.ts";

export type Json = Record<string, unknown>;
export type ConfigIssue = { path: string; message: Text };
export type CheckedConfig = { ok: true; config: Json; preset: string | null } | { ok: false; issues: ConfigIssue[] };

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
  /** argv; the first entry is a program. */
  command(run: { node: string; runDir: string }): string[];
  /** The config of a later attempt: from a step, or from the newest checkpoint when none is named. */
  resumed(config: Json, step: number | null): Json;
  /** The data that a config reads: its name, the data sets behind it, and how it can be made when it is absent. */
  data(config: Json): DataNeed;
  /** Folder of the model that a config starts from, as it stands there; null from scratch. */
  model(config: Json): string | null;
  /** `model`: what is known of that folder. */
  size(config: Json, model?: ModelShapes | null): RunSize;
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

import type { Text } from "#trainer/contract/config/field.ts";
import type { Preset } from "#trainer/contract/presets.ts";

export type Json = Record<string, unknown>;
export type ConfigIssue = { path: string; message: string };
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
  /** The data set that a config reads, and how it can be made when it is absent. */
  data(config: Json): { rootDir: string; name: string; sample: { size: 64 | 128; episodes: number } | null };
  size(config: Json): RunSize;
};

/** What a run will take. Bytes are estimates from the shapes. */
export type RunSize = {
  steps: number;
  checkpoints: number;
  checkpointsKept: number;
  checkpointBytes: number;
  memoryBytes: number;
};

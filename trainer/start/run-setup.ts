import { randomInt } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Arguments } from "../argv.ts";
import type { TrainConfig, TrainConfigInput } from "../contract/config.ts";
import { applySettings, ConfigError, parseConfig } from "../contract/overrides.ts";
import { findPreset, PRESETS } from "../contract/presets.ts";
import { RunRecord, runPaths } from "../contract/run-dir.ts";

export type Setup = { dir: string; config: TrainConfig; preset: string | null };

/**
 * The run directory and its checked config: read from its config.json when there is one (a launch, a resume),
 * else made from preset and settings and written there. A relative `run.dir` starts at `dataDir`.
 */
export function setUpRun(args: Arguments, dataDir: string, argv: string[]): Setup {
  const given = args.runDir === null ? null : path.resolve(args.runDir);
  if (given !== null && fs.existsSync(runPaths(given).config)) return readRun(given, args);
  const config = parseConfig(applySettings(presetConfig(args.preset), args.settings));
  const dir = given ?? path.resolve(dataDir, config.run.dir, newRunId());
  const record: RunRecord = {
    v: 1,
    recipe: "vla-energy",
    preset: args.preset,
    name: args.name ?? config.run.name,
    config,
    command: argv,
    environment: {},
    code: null,
  };
  const file = runPaths(dir).config;
  fs.mkdirSync(dir, { recursive: true });
  fs.writeFileSync(`${file}.tmp`, `${JSON.stringify(record, null, 2)}\n`);
  fs.renameSync(`${file}.tmp`, file);
  return { dir, config, preset: args.preset };
}

function readRun(dir: string, args: Arguments): Setup {
  const file = runPaths(dir).config;
  let json: unknown;
  try {
    json = JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (error) {
    throw new ConfigError(`${file} is not JSON: ${(error as Error).message}`);
  }
  const record = RunRecord.safeParse(json);
  if (!record.success) throw new ConfigError(`${file} is no run record: ${record.error.issues[0]?.message}`);
  if (args.preset && args.preset !== record.data.preset) {
    throw new ConfigError(
      `--preset ${args.preset} was given, but ${file} holds preset ${record.data.preset}; a run keeps its config`,
    );
  }
  return {
    dir,
    config: parseConfig(applySettings(record.data.config as TrainConfigInput, args.settings)),
    preset: record.data.preset,
  };
}

function presetConfig(name: string | null): TrainConfigInput {
  if (name === null) return {};
  const preset = findPreset(name);
  if (!preset) throw new ConfigError(`no preset "${name}"; there are ${PRESETS.map((p) => p.name).join(", ")}`);
  return preset.config;
}

function newRunId(): string {
  return Array.from({ length: 8 }, () => "abcdefghijklmnopqrstuvwxyz0123456789"[randomInt(36)]).join("");
}

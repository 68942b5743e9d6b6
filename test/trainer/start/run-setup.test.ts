import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseArguments } from "#trainer/argv.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { setUpRun } from "#trainer/start/run-setup.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "vela-setup-"));
});
afterEach(() => fs.rmSync(dataDir, { recursive: true, force: true }));

const setUp = (...argv: string[]) => setUpRun(parseArguments(argv), dataDir, argv);
const recordOf = (dir: string) => JSON.parse(fs.readFileSync(runPaths(dir).config, "utf8"));

test("a run without a folder gets one under run.dir, and its config alone starts it again", () => {
  const { dir, config } = setUp("--preset", "scoop-tiny", "--set", "run.dir=elsewhere", "--set", "run.name=first");
  expect(path.dirname(dir)).toBe(path.join(dataDir, "elsewhere"));
  expect(recordOf(dir)).toMatchObject({ v: 1, preset: "scoop-tiny", name: "first" });
  expect(setUp("--run-dir", dir)).toEqual({ dir, config, preset: "scoop-tiny" });
});

test("settings are laid over a run's own config, which stays as it is", () => {
  const { dir } = setUp("--preset", "scoop-tiny", "--name", "given");
  const before = recordOf(dir);
  expect(before.name).toBe("given");
  expect(setUp("--run-dir", dir, "--set", "maxSteps=7").config.training.maxSteps).toBe(7);
  expect(recordOf(dir)).toEqual(before);
});

test("a run does not change its preset", () => {
  const { dir } = setUp("--preset", "scoop-tiny");
  expect(() => setUp("--run-dir", dir, "--preset", "bridge-tiny")).toThrow(/bridge-tiny .* holds preset scoop-tiny/);
});

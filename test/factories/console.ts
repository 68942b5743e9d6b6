import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { queueProgram } from "./runs.ts";
import { makeWorld } from "./world.ts";

/** A world with a run that printed this. */
export function makeConsole(text: string | Buffer) {
  const world = makeWorld();
  const runId = queueProgram(world, "log-steps 1");
  const dir = world.paths.run(runId);
  mkdirSync(dir, { recursive: true });
  const output = runPaths(dir).output;
  writeFileSync(output, text);
  return { world, runId, dir, output, print: (more: string | Buffer) => appendFileSync(output, more) };
}

/** An empty output file, gone after the test. */
export function makeOutput(): string {
  const dir = mkdtempSync(join(tmpdir(), "vela-output-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "output.log");
  writeFileSync(file, "");
  return file;
}

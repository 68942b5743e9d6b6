import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findDamage } from "#trainer/checkpoint/fault.ts";
import { listCheckpoints } from "#trainer/checkpoint.ts";
import { writeTinyData, writeTinyRun } from "./tiny-trainer.ts";
import { startTrainer } from "./trainer-process.ts";

let rootDir: string;
let disk: string;
let isMounted = false;

beforeAll(async () => {
  rootDir = await writeTinyData();
  disk = fs.mkdtempSync(path.join(os.tmpdir(), "vela-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], { stdio: "ignore" });
    isMounted = true;
  } catch {
    // Told by the test that is skipped.
  }
});
afterAll(() => {
  if (isMounted) execFileSync("umount", [disk]);
  for (const dir of [rootDir, disk]) fs.rmSync(dir, { recursive: true, force: true });
});

test("a run whose disk is full says so, ends with exit code 4, and what it saved is whole", async (context) => {
  if (!isMounted) return context.skip("a small disk can be mounted by root alone");
  const dir = writeTinyRun(path.join(disk, "run"), rootDir, ["maxSteps=100", "saveFreq=1", "logFreq=1"]);
  const trainer = startTrainer(disk, { dir, preset: null, settings: [] });
  const { code, output } = await trainer.exited;
  expect(code).toBe(4);
  expect(output).not.toMatch(/^\s+at /m);
  const last = trainer.lines().at(-1);
  expect(last).toMatchObject({ kind: "end", status: "failed", reason: expect.stringMatching(/^the disk is full/) });
  const saved = trainer.lines().flatMap((line) => (line.kind === "checkpoint" ? [line.step] : []));
  const kept = listCheckpoints(dir);
  expect(kept.map(({ step }) => step)).toEqual(saved);
  expect(saved.length).toBeGreaterThan(0);
  for (const checkpoint of kept) expect(await findDamage(checkpoint.dir, checkpoint.manifest)).toBe(null);
});

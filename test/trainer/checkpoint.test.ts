import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DiskFullError } from "#trainer/checkpoint/disk-full.ts";
import { pruneCheckpoints } from "#trainer/checkpoint/keep-checkpoints.ts";
import { type CheckpointContent, listCheckpoints, saveCheckpoint } from "#trainer/checkpoint.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { eagerEngine } from "#trainer/engine/eager.ts";
import { openLog } from "#trainer/log.ts";
import { exitCode } from "#trainer/start/exit-code.ts";

const engine = eagerEngine("test", "test");
let dir: string;

beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "vela-checkpoint-"));
});
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

const names = (runDir = dir) => fs.readdirSync(runPaths(runDir).checkpoints).toSorted();
const save = (step: number, metrics: Record<string, number> = {}, size = 8, runDir = dir) =>
  saveCheckpoint(runDir, step, contentOf(size), { engine, metrics });

function contentOf(size: number): CheckpointContent {
  const tensor = { shape: [size], dtype: "F32" as const, read: async () => new Float32Array(size) };
  return { tensors: { model: new Map([["w", tensor]]) }, json: { "training_state.json": { v: 1 } } };
}

describe("a full disk", () => {
  test("keeps the checkpoints that were there, leaves no debris and is said in a sentence", async () => {
    await save(1);
    const before = listCheckpoints(dir);
    const full = { ...contentOf(8), write: async () => fs.writeFileSync("/dev/full", "x") };
    const error = await saveCheckpoint(dir, 2, full, { engine, metrics: {} }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(DiskFullError);
    expect((error as Error).message).toMatch(/the disk is full: checkpoint step-000002 .* earlier ones are intact/);
    expect(exitCode(error)).toBe(4);
    expect(listCheckpoints(dir)).toEqual(before);
    expect(names()).toEqual(["step-000001"]);
  });

  test("does so where the disk really is full, and the log stays readable", async (context) => {
    const disk = mountSmallDisk(path.join(dir, "disk"));
    if (!disk) return context.skip("a small disk can be mounted by root alone");
    try {
      const log = openLog(path.join(disk, "metrics.jsonl"));
      await save(1, {}, 50_000, disk);
      await save(2, {}, 50_000, disk);
      await expect(save(3, {}, 200_000, disk)).rejects.toThrow(DiskFullError);
      await expect(save(2, {}, 200_000, disk)).rejects.toThrow(DiskFullError);
      expect(listCheckpoints(disk).map(({ step, manifest }) => [step, manifest.files.length])).toEqual([
        [1, 2],
        [2, 2],
      ]);
      expect(names(disk)).toEqual(["step-000001", "step-000002"]);

      fillDisk(path.join(disk, "filler"));
      const write = () => log.write({ kind: "note", step: 3, text: "x".repeat(20_000) });
      expect(() => {
        for (let i = 0; i < 10; i++) write();
      }).toThrow(/ENOSPC/);
      fs.rmSync(path.join(disk, "filler"));
      log.write({ kind: "end", status: "failed", reason: "the disk is full" });
      log.close();
      const lines = fs.readFileSync(path.join(disk, "metrics.jsonl"), "utf8").trimEnd().split("\n");
      expect(JSON.parse(lines.at(-1)!)).toMatchObject({ kind: "end" });
      for (const line of lines) JSON.parse(line);
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});

describe("which checkpoints are kept", () => {
  test("latest keeps the newest alone", async () => {
    for (const step of [1, 2, 3]) await save(step);
    expect(pruneCheckpoints(dir, "latest", "val/l1_loss")).toEqual([1, 2]);
    expect(names()).toEqual(["step-000003"]);
  });

  test("best keeps the k lowest and the newest; what was not validated, or badly, is never among the best", async () => {
    await save(1, { "val/l1_loss": 0.3 });
    await save(2, { "val/l1_loss": 0.1 });
    await save(3, {});
    await save(4, { "val/l1_loss": Number.NaN });
    await save(5, { "val/l1_loss": 0.2 });
    await save(6, { "val/l1_loss": 0.9 });
    expect(pruneCheckpoints(dir, { best: 2 }, "val/l1_loss")).toEqual([1, 3, 4]);
    expect(names()).toEqual(["step-000002", "step-000005", "step-000006"]);
  });

  test("all keeps all", async () => {
    for (const step of [1, 2]) await save(step);
    expect(pruneCheckpoints(dir, "all", "val/l1_loss")).toEqual([]);
    expect(names()).toHaveLength(2);
  });
});

test("saving a step again replaces it whole, and what a killed process left behind goes", async () => {
  await save(1, { "train/loss": 1 });
  fs.mkdirSync(path.join(runPaths(dir).checkpoints, ".tmp-step-000009"));
  await save(1, { "train/loss": 2 });
  expect(names()).toEqual(["step-000001"]);
  expect(listCheckpoints(dir)[0]!.manifest.metrics).toEqual({ "train/loss": 2 });
});

/** A disk of one megabyte; null where this process may not mount one. */
function mountSmallDisk(at: string): string | null {
  fs.mkdirSync(at);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", at], { stdio: "ignore" });
    return at;
  } catch {
    return null;
  }
}

function fillDisk(file: string) {
  const fd = fs.openSync(file, "w");
  try {
    for (;;) fs.writeSync(fd, Buffer.alloc(4096));
  } catch {
    fs.closeSync(fd);
  }
}

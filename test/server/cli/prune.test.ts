import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import type { RunRow } from "#server/runs/row.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { addFile, addRun, type Lab, openLab } from "./lab.ts";
import { cells, runCli, runJson } from "./run-cli.ts";
import { failHere } from "./run-here.ts";

test("checkpoints --prune prints the plan, and deletes it with --yes alone", async () => {
  const lab = await openLab();
  const [one, two] = ["one", "two"].map((name) => trained(lab, name)) as [RunRow, RunRow];
  const plan = await runCli(["checkpoints", "--prune", "--keep", "2"], lab);
  const [heads, ...rows] = cells(plan.stdout);
  expect(heads).toEqual(["ID", "NAME", "STEP", "SIZE", "TIME"]);
  expect(rows.slice(0, 2).map((row) => row.slice(0, 4))).toEqual([
    [one.id, "one", "1", "7 B"],
    [two.id, "two", "1", "7 B"],
  ]);
  expect(rows.at(-1)).toEqual(["2 checkpoints would go, 14 B; nothing is deleted without --yes"]);
  expect(has(lab, one, 1)).toBe(true);

  const best = ["--best", "val/loss:low:1"];
  expect(await runJson(["checkpoints", "two", "--prune", "--keep", "1", ...best], lab)).toMatchObject({
    checkpoints: [{ runId: two.id, step: 2 }],
    bytes: 7,
  });
  const done = await runCli(["checkpoints", "one", "--prune", "--keep", "1", "--yes", "--lang", "zh-CN"], lab);
  expect(done).toMatchObject({ code: 0, stderr: "" });
  expect(done.stdout.trimEnd().split("\n").at(-1)).toBe("已删除 2 个检查点，共 14 B");
  expect([1, 2, 3].map((step) => has(lab, one, step))).toEqual([false, false, true]);
  expect([1, 2, 3].map((step) => has(lab, two, step))).toEqual([true, true, true]);
  expect((await runCli(["checkpoints", "one", "--prune", "--keep", "1", "--yes"], lab)).stdout).toBe(
    "no checkpoint would go\n",
  );
});

test("a prune that is written wrongly is one sentence, and deletes nothing", async () => {
  const lab = await openLab();
  const run = trained(lab, "one");
  for (const [args, sentence] of [
    [["--prune", "--yes"], "--prune needs --keep, how many of each run stay"],
    [["--prune", "--keep", "1", "--best", "val/loss", "--yes"], /^--best expects metric:low:n or metric:high:n/],
    [["--prune", "--keep", "-1", "--yes"], /expected a whole number from 0 on/],
    [["--yes"], /^<run> is missing/],
  ] as const)
    expect(await failHere(["checkpoints", ...args], lab)).toEqual({
      exitCode: 2,
      sentence: typeof sentence === "string" ? sentence : expect.stringMatching(sentence),
    });
  expect([1, 2, 3].map((step) => has(lab, run, step))).toEqual([true, true, true]);
});

/** A finished run with checkpoints of steps 1, 2 and 3, the first being the best. */
function trained(lab: Lab, name: string): RunRow {
  const run = addRun(lab, { name });
  for (const step of [1, 2, 3]) {
    const folder = runPaths("").checkpoint(step).slice(1);
    addFile(lab, run.id, `${folder}/model.safetensors`, "weights");
    const files = [{ path: "model.safetensors", bytes: 7, sha256: "0".repeat(64) }];
    const manifest = { v: 1, step, time: step, metrics: { "val/loss": step }, files };
    addFile(lab, run.id, `${folder}/manifest.json`, JSON.stringify(manifest));
  }
  lab.world.db.$client.prepare("UPDATE runs SET status = 'finished' WHERE id = ?").run(run.id);
  return run;
}

function has({ world }: Lab, { id }: RunRow, step: number): boolean {
  return existsSync(runPaths(world.paths.run(id)).checkpoint(step));
}

import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { addNote } from "#server/notes/add.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { findRun } from "#server/runs/find.ts";
import { logLine, startLine } from "#test/factories/log-file.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { addLog, addRun, openLab } from "./lab.ts";
import { cells, runCli, runJson } from "./run-cli.ts";

test("ls lists runs newest first, in columns that are aligned below Chinese names too", async () => {
  const lab = await openLab();
  const first = addRun(lab, { name: "first", tags: ["a"], now: 1000 });
  const second = addRun(lab, { name: "第二个运行", tags: ["b", "c"], now: 2000 });
  addLog(lab, first.id, startLine(1, 0) + logLine({ kind: "metric", step: 30, values: { "train/loss": 0.123456 } }));
  const { code, stdout } = await runCli(["ls"], lab);
  expect(code).toBe(0);
  const [heads, ...rows] = cells(stdout);
  expect(heads).toEqual(["ID", "NAME", "STATUS", "PROJECT", "PRESET", "STEP", "train/loss", "CREATED", "TAGS"]);
  expect(rows[0]!.slice(0, 6)).toEqual([second.id, "第二个运行", "queued #2", "default", "scoop-tiny", "0/2200"]);
  expect(rows[1]!.slice(0, 7)).toEqual([first.id, "first", "queued #1", "default", "scoop-tiny", "30/2200", "0.1235"]);
  expect(stdout).not.toContain("\x1b");
});

test("ls filters by state, tag, words and project, sorts, and says when it shows a part", async () => {
  const lab = await openLab();
  const a = addRun(lab, { name: "a", tags: ["x"], project: "one", now: 1, config: { training: { batchSize: 4 } } });
  const b = addRun(lab, { name: "b", tags: ["quick"], project: "two", now: 2, config: { training: { batchSize: 8 } } });
  cancelRun(lab.world.db, { id: b.id });
  const ids = async (...args: string[]) =>
    ((await runJson(["ls", ...args], lab)) as { id: string }[]).map(({ id }) => id);
  expect(await ids()).toEqual([b.id, a.id]);
  expect(await ids("--status", "queued,running")).toEqual([a.id]);
  expect(await ids("--status", "cancelled", "--status", "lost")).toEqual([b.id]);
  expect(await ids("--tag", "x")).toEqual([a.id]);
  expect(await ids("--search", "qui scoop")).toEqual([b.id]);
  expect(await ids("--project", "one")).toEqual([a.id]);
  expect(await ids("--sort", "batchSize")).toEqual([a.id, b.id]);
  expect(await ids("--sort", "batchSize:desc")).toEqual([b.id, a.id]);
  const part = await runCli(["ls", "--limit", "1"], lab);
  expect(part.stderr).toBe("1 of 2 runs; --limit shows more\n");
  expect((await runCli(["ls", "--tag", "z"], lab)).stdout).toBe("no runs\n");
  expect(await runCli(["ls", "--project", "three"], lab)).toMatchObject({
    code: 1,
    stderr: 'there is no project "three"; there are two, one\n',
  });
});

test("show tells a run's state, changed settings, metrics and notes, by id and by name", async () => {
  const lab = await openLab();
  const run = addRun(lab, { name: "my run", config: { training: { maxSteps: 40 } } });
  addLog(lab, run.id, startLine(1, 0) + logLine({ kind: "metric", step: 10, values: { "train/loss": 2, odd: "NaN" } }));
  addNote(lab.world.db, { runId: run.id, text: "looks\nfine" });
  const { stdout } = await runCli(["show", "my run"], lab);
  expect(stdout).toMatch(/^ID +[a-z0-9]{8}$/m);
  expect(stdout).toMatch(/^STEP +10\/40$/m);
  expect(stdout).toMatch(/^training\.maxSteps +40$/m);
  expect(stdout).toMatch(/^train\/loss +2 +2 +2 +10$/m);
  expect(stdout).toMatch(/^odd +NaN +– +– +10$/m);
  expect(stdout).toMatch(/– {2}looks fine$/m);
  expect(await runJson(["show", run.id], lab)).toMatchObject({
    id: run.id,
    fullConfig: { training: { maxSteps: 40 } },
    metrics: { "train/loss": { step: 10, value: 2 } },
    notes: [{ text: "looks\nfine" }],
  });
});

test("stop takes a queued run out of the queue, and says when a run has ended already", async () => {
  const lab = await openLab();
  const run = addRun(lab, { name: "q" });
  const { stdout } = await runCli(["stop", "q"], lab);
  expect(cells(stdout)[1]!.slice(0, 3)).toEqual([run.id, "q", "cancelled"]);
  const again = await runCli(["stop", "q"], lab);
  expect(again).toMatchObject({ code: 1, stdout: "" });
  expect(again.stderr).toBe(`run ${run.id} is cancelled; only a run that has not ended can be stopped\n`);
});

test("stop --now asks to kill a run that is under way", async () => {
  const lab = await openLab();
  const id = queueProgram(lab.world, "log-steps 1000000 5");
  startWorker(lab.world);
  await until(() => findRun(lab.world.db, id).step > 3);
  expect(await runJson(["stop", id, "--now"], lab)).toMatchObject({ id, status: "stopping" });
  const run = await until(() => findRun(lab.world.db, id).status === "cancelled" && findRun(lab.world.db, id));
  expect(run.exitCode).toBeNull();
  expect(existsSync(`${lab.world.paths.run(id)}/terms.log`)).toBe(false);
});

test("resume puts an ended run back into the queue, from a step when one is given", async () => {
  const lab = await openLab();
  const id = queueProgram(lab.world, "log-steps 5");
  startWorker(lab.world);
  await until(() => findRun(lab.world.db, id).status === "finished");
  expect(await runCli(["resume", id, "--step", "4"], lab)).toMatchObject({
    code: 1,
    stderr: `run ${id} has no complete checkpoint of step 4; it has 5\n`,
  });
  const { stdout } = await runCli(["resume", id, "--step", "5"], lab);
  expect(cells(stdout)[1]!.slice(0, 1)).toEqual([id]);
  await until(() => findRun(lab.world.db, id).attempt === 2);
});

test("note adds a note", async () => {
  const lab = await openLab();
  const run = addRun(lab, { name: "n" });
  const { stdout } = await runCli(["note", "n", "学到了 -- 语言"], lab);
  expect(cells(stdout)[1]).toMatchObject({ 0: run.id, 1: "n", 3: "学到了 -- 语言" });
  expect(await runJson(["note", run.id, "second"], lab)).toMatchObject({ runId: run.id, text: "second" });
  expect((await runJson(["show", "n"], lab)) as object).toMatchObject({ noteCount: 2 });
});

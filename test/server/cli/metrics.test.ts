import { expect, test } from "vitest";
import { logLine, metricLines, startLine } from "#test/factories/log-file.ts";
import { addLog, addRun, openLab } from "./lab.ts";
import { cells, runCli, runJson } from "./run-cli.ts";

const TIME = 1_700_000_000_000;

test("csv and jsonl hold every point of every attempt exactly, also when there are many pages", async () => {
  const lab = await openLab();
  const { id } = addRun(lab, { name: "long" });
  const values = { 'odd "name", with comma': 0.1 + 0.2, "train/loss": "NaN" as const };
  const odd = logLine({ kind: "metric", step: 3, values });
  addLog(lab, id, startLine(1, 0) + metricLines(25_000) + startLine(2, 2) + odd);
  const csv = (await runCli(["metrics", "long", "--format", "csv"], lab)).stdout.trimEnd().split("\n");
  expect(csv[0]).toBe("run,key,attempt,step,time,value");
  expect(csv.length).toBe(1 + 3 * 25_000 + 2);
  expect(csv).toContain(`${id},train/m1,1,25000,${TIME + 25_000},25000001`);
  expect(csv).toContain(`${id},"odd ""name"", with comma",2,3,${TIME},0.30000000000000004`);
  expect(csv).toContain(`${id},train/loss,2,3,${TIME},NaN`);
  const jsonl = (await runCli(["metrics", id, "--format", "jsonl", "--key", "train/m2"], lab)).stdout
    .trimEnd()
    .split("\n");
  expect(jsonl.map((line) => JSON.parse(line).step)).toEqual(Array.from({ length: 25_000 }, (_, i) => i + 1));
  expect(JSON.parse(jsonl[0]!)).toEqual({ run: id, key: "train/m2", attempt: 1, step: 1, time: TIME + 1, value: 1002 });
});

test("the table shows last values, or the points of the metrics asked for", async () => {
  const lab = await openLab();
  const { id } = addRun(lab, { name: "short" });
  expect((await runCli(["metrics", id], lab)).stdout).toBe("run short has logged no metrics yet\n");
  expect(await runJson(["metrics", id], lab)).toEqual([]);
  addLog(lab, id, startLine(1, 0) + metricLines(3, { metrics: 2 }));
  expect(cells((await runCli(["metrics", id], lab)).stdout)).toEqual([
    ["METRIC", "POINTS", "STEP", "LAST", "MIN", "MAX"],
    ["train/m0", "3", "3", "3000", "1000", "3000"],
    ["train/m1", "3", "3", "3001", "1001", "3001"],
  ]);
  const points = cells((await runCli(["metrics", id, "--key", "train/m0", "--key", "train/m1"], lab)).stdout);
  expect(points.map((row) => row.filter((_, at) => at !== 3))).toEqual([
    ["METRIC", "ATTEMPT", "STEP", "VALUE"],
    ...["train/m0", "train/m1"].flatMap((key, m) => [1, 2, 3].map((n) => [key, "1", `${n}`, `${n * 1000 + m}`])),
  ]);
  expect(await runJson(["metrics", id, "--key", "train/m1"], lab)).toHaveLength(3);
  expect(await runCli(["metrics", id, "--key", "train/m9"], lab)).toMatchObject({
    code: 1,
    stderr: 'run short has no metric "train/m9"; it has train/m0, train/m1\n',
  });
});

test("compare sets runs side by side: what differs in their settings, and who does best", async () => {
  const lab = await openLab();
  const a = addRun(lab, { name: "slow", config: { training: { learningRate: 1e-4 } } });
  const b = addRun(lab, { name: "fast", config: { training: { learningRate: 1e-2 } } });
  const line = (loss: number) => startLine(1, 0) + logLine({ kind: "metric", step: 9, values: { "train/loss": loss } });
  addLog(lab, a.id, line(0.5));
  addLog(lab, b.id, line(0.25));
  const { stdout } = await runCli(["compare", "slow", b.id], lab);
  const rows = cells(stdout);
  expect(rows[0]).toEqual(["slow", "fast"]);
  expect(rows).toContainEqual(["ID", a.id, b.id]);
  expect(rows).toContainEqual(["training.learningRate", "0.0001", "0.01"]);
  expect(rows).toContainEqual(["train/loss", "0.5", "0.25 *"]);
  expect(stdout).not.toContain("training.batchSize");
  expect(await runJson(["compare", "slow", "fast"], lab)).toMatchObject({
    runs: [{ id: a.id }, { id: b.id }],
    config: [{ path: "training.learningRate", values: [1e-4, 1e-2] }],
    metrics: [{ key: "train/loss", goal: "low", values: [0.5, 0.25], best: 1 }],
  });
});

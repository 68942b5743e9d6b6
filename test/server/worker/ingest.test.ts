import { renameSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { badLines } from "#server/db/schema.ts";
import { latestValues } from "#server/metrics/latest.ts";
import { readRaw } from "#server/metrics/raw.ts";
import { readSeries } from "#server/metrics/series.ts";
import { listNotes } from "#server/notes/list.ts";
import { findRun } from "#server/runs/find.ts";
import { ingestLog } from "#server/worker/ingest.ts";
import type { World } from "#server/worker/world.ts";
import { appendLogFile, logLine, metricLines, startLine, writeLog } from "#test/factories/log-file.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

test.each([1, 2, 3])("a log that grows by random pieces is taken in exactly once (seed %i)", (seed) => {
  const { world, id, file } = makeRun();
  const bytes = Buffer.from(startLine(1, 0) + metricLines(200) + logLine({ kind: "note", step: 5, text: "价值 ✓" }));
  const random = mulberry(seed);
  for (let at = 0; at < bytes.length; ) {
    const to = Math.min(bytes.length, at + 1 + Math.floor(random() * 700));
    appendLogFile(file, bytes.subarray(at, to));
    ingestLog(world.db, { runId: id, file });
    at = to;
  }
  expectWhole(world, id, 200, bytes.length);
  expect(listNotes(world.db, { runId: id }).map(({ text }) => text)).toEqual(["价值 ✓"]);
});

test("reading a log again from its start changes nothing", () => {
  const { world, id, file } = makeRun();
  const text = startLine(1, 0) + metricLines(50) + logLine({ kind: "note", step: 5, text: "once" });
  writeLog(file, text);
  ingestLog(world.db, { runId: id, file });
  const before = latestValues(world.db, { runIds: [id] });
  // The same text in another file: its inode differs, so it is read from its start.
  writeFileSync(`${file}.copy`, text);
  renameSync(`${file}.copy`, file);
  ingestLog(world.db, { runId: id, file });
  expectWhole(world, id, 50, Buffer.byteLength(text));
  expect(latestValues(world.db, { runIds: [id] })).toEqual(before);
  expect(listNotes(world.db, { runId: id })).toHaveLength(1);
});

test("a log that shrank is read from its start", () => {
  const { world, id, file } = makeRun();
  writeLog(file, startLine(1, 0) + metricLines(50));
  ingestLog(world.db, { runId: id, file });
  writeLog(file, startLine(1, 0) + metricLines(10));
  ingestLog(world.db, { runId: id, file });
  expect(readRaw(world.db, { runId: id, limit: 1000 }).rows).toHaveLength(150);
  expect(findRun(world.db, id).logOffset).toBe(Buffer.byteLength(startLine(1, 0) + metricLines(10)));
});

test("bad lines are kept with their offset, unknown kinds are counted, the rest is read", () => {
  const { world, id, file } = makeRun();
  const first = startLine(1, 0);
  writeLog(
    file,
    `${first}{"v":1\n${JSON.stringify({ v: 1, kind: "hologram" })}\n${JSON.stringify({ v: 2, kind: "metric" })}\n\n${metricLines(3)}`,
  );
  ingestLog(world.db, { runId: id, file });
  expect(findRun(world.db, id)).toMatchObject({ badLines: 1, skippedLines: 2, step: 3 });
  expect(world.db.select().from(badLines).all()).toMatchObject([
    { runId: id, offset: Buffer.byteLength(first), text: '{"v":1' },
  ]);
});

test("a torn last line is waited for", () => {
  const { world, id, file } = makeRun();
  const line = metricLines(1);
  writeLog(file, line.slice(0, -1));
  ingestLog(world.db, { runId: id, file });
  expect(findRun(world.db, id)).toMatchObject({ step: 0, badLines: 0, logOffset: 0 });
  appendLogFile(file, "\n");
  ingestLog(world.db, { runId: id, file });
  expect(findRun(world.db, id).step).toBe(1);
});

test("a line larger than a chunk is read; one beyond all measure is passed over", () => {
  const { world, id, file } = makeRun();
  const values = Object.fromEntries(Array.from({ length: 8_000 }, (_, i) => [`train/${"m".repeat(150)}-${i}`, i]));
  writeLog(
    file,
    `${logLine({ kind: "metric", step: 1, values }) + "x".repeat(17 * 1024 * 1024)}\n${metricLines(2, { from: 2 })}`,
  );
  ingestLog(world.db, { runId: id, file });
  const run = findRun(world.db, id);
  expect(run.step).toBe(3);
  expect(run.badLines).toBeGreaterThan(0);
  expect(latestValues(world.db, { runIds: [id] })[0]!.values[`train/${"m".repeat(150)}-7999`]!.value).toBe(7_999);
});

test("NaN and infinities survive; names of the original become ours", () => {
  const { world, id, file } = makeRun();
  const lines = (["NaN", "Infinity", "-Infinity", 2] as const).map((value, i) =>
    logLine({ kind: "metric", step: i + 1, values: { "VLA Train/Loss": value } }),
  );
  writeLog(file, lines.join(""));
  ingestLog(world.db, { runId: id, file });
  const [series] = readSeries(world.db, { series: [{ runId: id, key: "train/loss" }] }).series;
  expect(series).toMatchObject({ last: Float64Array.of(Number.NaN, Number.NaN, Number.NaN, 2), merged: false });
  expect(series!.nonFinite.map(({ value }) => value)).toEqual(["NaN", "Infinity", "-Infinity"]);
  expect(latestValues(world.db, { runIds: [id] })[0]!.values["train/loss"]).toMatchObject({ value: 2, min: 2, max: 2 });
});

test("points of a later attempt hide the earlier ones past its start, and come back raw", () => {
  const { world, id, file } = makeRun();
  writeLog(file, startLine(1, 0) + metricLines(10, { metrics: 1 }) + startLine(2, 6));
  ingestLog(world.db, { runId: id, file });
  const latest = () => latestValues(world.db, { runIds: [id] })[0]!.values["train/m0"];
  expect(latest()).toMatchObject({ step: 6, value: 6000, max: 6000 });
  appendLogFile(file, metricLines(2, { from: 7, metrics: 1 }));
  ingestLog(world.db, { runId: id, file });
  const [series] = readSeries(world.db, { series: [{ runId: id, key: "train/m0" }] }).series;
  expect([...series!.x]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(latest()).toMatchObject({ step: 8, min: 1000, max: 8000 });
  expect(readRaw(world.db, { runId: id, limit: 100 }).rows).toHaveLength(12);
});

function makeRun() {
  const world = makeWorld();
  const id = queueProgram(world, "log-steps 1");
  return { world, id, file: runPaths(world.paths.run(id)).metrics };
}

function expectWhole({ db }: World, id: string, steps: number, bytes: number) {
  const rows = readRaw(db, { runId: id, limit: 50_000 }).rows;
  expect(rows).toHaveLength(steps * 3);
  expect(rows.every(({ key, step, value }) => value === step * 1000 + Number(key.slice(-1)))).toBe(true);
  expect(findRun(db, id)).toMatchObject({ logOffset: bytes, badLines: 0, skippedLines: 0, step: steps });
  expect(latestValues(db, { runIds: [id] })[0]!.values["train/m1"]).toMatchObject({
    step: steps,
    value: steps * 1000 + 1,
    min: 1001,
    max: steps * 1000 + 1,
  });
}

function mulberry(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

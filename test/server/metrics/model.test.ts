import { renameSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkDb } from "#server/db/check-db.ts";
import { latestValues } from "#server/metrics/latest.ts";
import { readRaw } from "#server/metrics/raw.ts";
import type { SeriesData } from "#server/metrics/series.ts";
import { readSeries } from "#server/metrics/series.ts";
import { ingestLog } from "#server/worker/ingest.ts";
import { appendLogFile, logLine, startLine, writeLog } from "#test/factories/log-file.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";
import { decodeValue, encodeValue } from "#trainer/contract/log.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

// Any sequence of logging, resuming, reading a part and reading all again, against the plainest model of it.

const KEY = "train/loss";

type Op =
  | { do: "log"; count: number; stride: number; seed: number }
  /** A new attempt from a share of the way; it may log the very step that it starts from. */
  | { do: "resume"; share: number; isRepeated: boolean }
  /** The reader gets this much of what is there. */
  | { do: "read"; share: number }
  /** The same file under another inode: all of it is read again. */
  | { do: "replace" };

const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("log" as const),
      count: fc.integer({ min: 1, max: 900 }),
      stride: fc.integer({ min: 1, max: 10 }),
      seed: fc.integer({ max: 1e6 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("resume" as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      isRepeated: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("read" as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "replace" as const }) },
);

type Logged = { attempt: number; step: number; value: number };

/** Of what was logged, what charts show: of each attempt what no later one overtook. */
function shownOf(logged: Logged[], starts: number[]): Logged[] {
  const firstOf = (attempt: number) =>
    Math.min(...logged.filter((each) => each.attempt === attempt).map(({ step }) => step));
  return logged
    .filter(({ attempt, step }) =>
      starts.every((start, i) => i + 1 <= attempt || (step <= start && step < firstOf(i + 1))),
    )
    .sort((a, b) => a.step - b.step);
}

test("charts, last values and raw points are those of a naive model", () => {
  const { db, paths } = makeWorld();
  fc.assert(
    fc.property(fc.array(op, { minLength: 1, maxLength: 14 }), fc.integer({ min: 10, max: 300 }), (ops, width) => {
      const id = queueProgram({ db }, "log-steps 1");
      const file = runPaths(paths.run(id)).metrics;
      const starts = [0];
      const logged = new Map<string, Logged>();
      let text = startLine(1, 0);
      let written = 0;
      let step = 0;
      const write = (share: number) => {
        const bytes = Buffer.from(text);
        const to = written + Math.floor((bytes.length - written) * share);
        appendLogFile(file, bytes.subarray(written, to));
        written = to;
        ingestLog(db, { runId: id, file });
      };
      for (const each of ops) {
        if (each.do === "log")
          for (let i = 0; i < each.count; i++) {
            step += each.stride;
            const value = i % 101 === 100 ? Number.NaN : Math.sin(i + each.seed) * 1e3;
            const attempt = starts.length;
            logged.set(`${attempt} ${step}`, { attempt, step, value });
            text += logLine({ kind: "metric", step, values: { [KEY]: encodeValue(value) } });
          }
        else if (each.do === "resume") {
          step = Math.floor(step * each.share);
          starts.push(step);
          text += startLine(starts.length, step);
          if (each.isRepeated) {
            logged.set(`${starts.length} ${step}`, { attempt: starts.length, step, value: 7 });
            text += logLine({ kind: "metric", step, values: { [KEY]: 7 } });
          }
        } else if (each.do === "read") write(each.share);
        else {
          writeLog(`${file}.copy`, Buffer.from(text).subarray(0, written));
          renameSync(`${file}.copy`, file);
        }
      }
      write(1);
      expectModel([...logged.values()], starts);
      expect(checkDb(db.$client).problems).toEqual([]);

      function expectModel(all: Logged[], attempts: number[]) {
        const raw = readRaw(db, { runId: id, limit: 1_000_000 }).rows;
        const plain = ({ attempt, step, value }: Logged) => `${attempt} ${step} ${value}`;
        expect(raw.map(({ value, ...row }) => plain({ ...row, value: decodeValue(value) })).sort()).toEqual(
          all.map(plain).sort(),
        );
        const shown = shownOf(all, attempts);
        const read = (more: object) => readSeries(db, { series: [{ runId: id, key: KEY }], ...more }).series[0]!;
        expectBuckets(read({ width: 100_000 }), shown);
        const merged = read({ width });
        expect(merged.x.length).toBeLessThanOrEqual(Math.max(width, shown.length > width ? 0 : shown.length));
        expectBuckets(merged, shown);
        const [xMin, xMax] = [Math.floor(step / 3), Math.floor(step / 2)];
        expectBuckets(
          read({ width, xMin, xMax }),
          shown.filter((each) => each.step >= xMin && each.step <= xMax),
        );
        expectLatest(shown);
      }

      function expectLatest(shown: Logged[]) {
        const latest = latestValues(db, { runIds: [id] })[0]!.values[KEY];
        const finite = shown.map(({ value }) => value).filter(Number.isFinite);
        const last = shown.at(-1);
        if (!last) return expect(latest?.min ?? null).toBeNull();
        expect(latest).toMatchObject({
          step: last.step,
          value: encodeValue(last.value),
          min: finite.length > 0 ? Math.min(...finite) : null,
          max: finite.length > 0 ? Math.max(...finite) : null,
        });
      }
    }),
    { numRuns: 60 },
  );
});

/** Every bucket is the brute force over the points that lie in it, and together they hold every point once. */
function expectBuckets(series: SeriesData, points: Logged[]) {
  expect(series.total).toBe(points.length);
  let at = 0;
  series.x.forEach((x, i) => {
    const of = points.slice(at, at + series.count[i]!).map(({ value }) => value);
    at += of.length;
    const finite = of.filter(Number.isFinite);
    expect(points[at - 1]!.step).toBe(x);
    expect(series.min[i]).toBe(finite.length > 0 ? Math.min(...finite) : Number.NaN);
    expect(series.max[i]).toBe(finite.length > 0 ? Math.max(...finite) : Number.NaN);
    const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
    if (finite.length > 0) expect(Math.abs(series.mean[i]! - mean)).toBeLessThan(1e-9);
    expect(series.last[i]).toBe(of.at(-1));
  });
  expect(at).toBe(points.length);
  const broken = points.filter(({ value }) => !Number.isFinite(value)).slice(0, 100);
  expect(series.nonFinite.map(({ step }) => step)).toEqual(broken.map(({ step }) => step));
}

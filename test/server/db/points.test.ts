import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { closeDb, migrateDb, openDb } from "#server/db/open.ts";
import { appendPoints } from "#server/db/points/append.ts";
import { badRows } from "#server/db/points/check.ts";
import { type Columns, fromLog } from "#server/db/points/columns.ts";
import { iteratePoints, type Piece, rangeExtent, readPieces, readPoints } from "#server/db/points/read.ts";
import { combine, copySummary, Summaries, type Summary, summarize } from "#server/db/points/summary.ts";

const dir = mkdtempSync(join(tmpdir(), "vela-"));
const db = openDb(join(dir, "points.db"));
migrateDb(db, process.cwd());
const sqlite = db.$client;
let keyId = 0;

afterAll(() => {
  closeDb(db);
  rmSync(dir, { recursive: true, force: true });
});

type Step = number;
type Value = number;

/** Points of the naive model as columns. */
function columnsOf(points: Iterable<[Step, Value]>): Columns {
  const all = [...points];
  return {
    step: Float64Array.from(all, ([step]) => step),
    time: Float64Array.from(all, ([step]) => 1_700_000_000_000 + step),
    value: Float64Array.from(all, ([, value]) => value),
  };
}

function modelRange(model: Map<Step, Value>, from: number, to: number): Columns {
  return columnsOf([...model].filter(([step]) => step >= from && step <= to).sort(([a], [b]) => a - b));
}

const value = fc.oneof(
  { weight: 20, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);
/** Points that a trainer logs one after the other, as one batch or many. */
const stretch = fc.record({
  from: fc.integer({ min: 0, max: 6000 }),
  count: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1000, max: 3000 })),
  stride: fc.constantFrom(1, 1, 3, 10),
  batch: fc.constantFrom(1, 7, 100, 5000),
  seed: value,
});
type Stretch = { from: number; count: number; stride: number; batch: number; seed: number };

function* batches({ from, count, stride, batch, seed }: Stretch): Generator<[Step, Value][]> {
  let points: [Step, Value][] = [];
  // Single points are slow; they matter where there are few.
  const size = count > 200 ? Math.max(batch, 50) : batch;
  for (let i = 0; i < count; i++) {
    points.push([from + i * stride, i % 97 === 0 ? seed : Math.sin(i + seed)]);
    if (points.length === size || i === count - 1) {
      yield points;
      points = [];
    }
  }
}

test("any sequence of batches, in order or not, once or again, gives the points of a naive model", () => {
  fc.assert(
    fc.property(
      fc.array(stretch, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 40_000 }),
      fc.integer({ min: 0, max: 20_000 }),
      (stretches, from, width) => {
        const place = { keyId: ++keyId, attempt: 1 };
        const model = new Map<Step, Value>();
        sqlite.transaction(() => {
          for (const each of stretches)
            for (const points of batches(each)) {
              appendPoints(sqlite, place, fromLog(columnsOf(points)));
              for (const [step, value] of points) model.set(step, value);
            }
        })();
        expect([...badRows(sqlite, place)]).toEqual([]);
        const all = { ...place, from: 0, to: Number.MAX_SAFE_INTEGER };
        expect(readPoints(sqlite, all)).toEqual(modelRange(model, 0, Number.POSITIVE_INFINITY));
        for (const range of [all, { ...place, from, to: from + width }]) expectRange(range, model);
      },
    ),
    { numRuns: 60 },
  );
});

type Range = { keyId: number; attempt: number; from: number; to: number };

/** Every way of reading a range tells the same points, no more and no fewer. */
function expectRange(range: Range, model: Map<Step, Value>) {
  const expected = modelRange(model, range.from, range.to);
  expect(readPoints(sqlite, range)).toEqual(expected);
  expect([...iteratePoints(sqlite, range)].flatMap(({ value }) => [...value])).toEqual([...expected.value]);
  const extent = rangeExtent(sqlite, range);
  expect(extent?.count ?? 0).toBeGreaterThanOrEqual(expected.step.length);
  for (const detail of ["points", "groups", "blocks"] as const)
    expectPieces(readPieces(sqlite, range, detail), expected);
}

function expectPieces(pieces: Piece[], expected: Columns) {
  let at = 0;
  for (const told of pieces.flatMap(summariesOf)) {
    const length = told.count;
    const brute = summarize(expected, at, at + length);
    expect({ ...told, mean: 0 }).toEqual({ ...brute, mean: 0 });
    if (brute.finite > 0)
      expect(Math.abs(told.mean - brute.mean)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(brute.mean)));
    at += length;
  }
  expect(at).toBe(expected.step.length);
}

function summariesOf(piece: Piece): Summary[] {
  if (piece instanceof Summaries) return Array.from(piece, copySummary);
  return piece.step.length > 0 ? [summarize(piece)] : [];
}

test("many small batches become few rows", () => {
  const place = { keyId: ++keyId, attempt: 1 };
  sqlite.transaction(() => {
    for (let step = 0; step < 5000; step++) appendPoints(sqlite, place, columnsOf([[step, step]]));
  })();
  const rows = (table: string) =>
    sqlite.prepare<[number], number>(`SELECT count(*) FROM ${table} WHERE key_id = ?`).pluck().get(place.keyId)!;
  expect(rows("point_blocks")).toBe(4);
  expect(rows("point_parts")).toBeLessThan(70);
});

test("a hundred thousand points lie under spans, which tell what is true of them", () => {
  const place = { keyId: ++keyId, attempt: 1 };
  const points = columnsOf(Array.from({ length: 100_000 }, (_, i) => [i * 10, Math.sin(i)]));
  sqlite.transaction(() => appendPoints(sqlite, place, points))();
  const range = { ...place, from: 0, to: Number.MAX_SAFE_INTEGER };
  const summaries = readPieces(sqlite, range, "blocks").flatMap(summariesOf);
  expect(summaries.length).toBeLessThan(110);
  const told = combine(summaries);
  const brute = summarize(points);
  expect({ ...told, mean: 0 }).toEqual({ ...brute, mean: 0 });
  expect(told.mean).toBeCloseTo(brute.mean, 12);
});

test("damage is found, and in its row", () => {
  const place = { keyId: ++keyId, attempt: 1 };
  sqlite.transaction(() =>
    appendPoints(sqlite, place, columnsOf(Array.from({ length: 40_000 }, (_, i) => [i, i % 13]))),
  )();
  expect([...badRows(sqlite, place)]).toEqual([]);
  const spoil = (sql: string) => sqlite.prepare(sql).run(place.keyId);
  spoil("UPDATE point_blocks SET data = substr(data, 1, 100) WHERE key_id = ? AND first_step = 1024");
  spoil("UPDATE point_spans SET count = count - 1 WHERE key_id = ?");
  expect([...badRows(sqlite, place)]).toEqual([
    { table: "point_blocks", metric: place.keyId, attempt: 1, step: 1024 },
    { table: "point_spans", metric: place.keyId, attempt: 1, step: 0 },
  ]);
});

import type { Db } from "#server/db/open.ts";
import { perConnection } from "#server/db/per-connection.ts";
import { aggregate } from "#server/db/points/aggregate.ts";
import { appendPoints } from "#server/db/points/append.ts";
import { type Columns, fromLog } from "#server/db/points/columns.ts";
import { shownFor, shownRanges } from "#server/db/points/shown.ts";
import { extend, type Summary, summarize } from "#server/db/points/summary.ts";
import { decodeValue } from "#trainer/contract/log.ts";
import { canonicalMetric } from "#trainer/contract/metrics.ts";
import { PointsBuffer } from "./points-buffer.ts";

export type Sample = { attempt: number; step: number; time: number; values: Record<string, number | string> };
export type Span = { attempt: number; fromStep: number; toStep: number };

export type PointWriter = {
  /** Take the values of one step. The same step again replaces them. */
  add(sample: Sample): void;
  /** A new attempt hides points of earlier ones: count every metric again at the end. */
  recountAll(): void;
  /** Write points and aggregates; returns which steps of which attempts were touched. */
  flush(): Span[];
};

type Key = {
  id: number;
  /** Of the points that are shown; null while there is none. */
  all: Summary | null;
  buffer: PointsBuffer;
  isChanged: boolean;
  /** Least or greatest value is another than what is stored. */
  hasNewBounds: boolean;
  mustRecount: boolean;
};

/** Writes points of one run and keeps the aggregates of its metrics. Use it inside one immediate transaction. */
export function openPointWriter(db: Db, runId: string): PointWriter {
  const sqlite = db.$client;
  const { addKey, addAttempt, newest: newestAttempt, update, setBounds } = statements(sqlite);
  const keys = loadKeys(db, runId);
  const byName = new Map<string, Key>();
  const spans = new Map<number, Span>();
  let newest = newestAttempt.get(runId) ?? 0;
  let current = 0;

  function keyOf(name: string): Key {
    const known = byName.get(name);
    if (known) return known;
    const canonical = canonicalMetric(name);
    let key = keys.get(canonical);
    if (!key) {
      key = newKey(addKey.get(runId, canonical)!.id, null);
      keys.set(canonical, key);
    }
    byName.set(name, key);
    return key;
  }

  function span(attempt: number, step: number, time: number) {
    const known = spans.get(attempt);
    if (!known) {
      addAttempt.run(runId, attempt, time);
      spans.set(attempt, { attempt, fromStep: step, toStep: step });
    } else {
      if (step < known.fromStep) known.fromStep = step;
      if (step > known.toStep) known.toStep = step;
    }
  }

  /** Points of one attempt lie in the buffers; before those of another come, they are stored. */
  function store() {
    newest = Math.max(newest, current);
    for (const key of keys.values()) {
      if (key.buffer.isEmpty) continue;
      const columns = fromLog(key.buffer.take());
      const where = appendPoints(sqlite, { keyId: key.id, attempt: current }, columns);
      // The first of a later attempt may hide a point of an earlier one.
      const onlyAdds = where === "after" || (where === "first" && current === 1);
      if (onlyAdds && current === newest) count(key, columns);
      else key.mustRecount = true;
      key.isChanged = true;
    }
  }

  return {
    add({ attempt, step, time, values }) {
      if (attempt !== current) {
        store();
        current = attempt;
      }
      span(attempt, step, time);
      for (const name in values) {
        const value = values[name]!;
        keyOf(name).buffer.add(step, time, typeof value === "number" ? value : decodeValue(value));
      }
    },
    recountAll() {
      for (const key of keys.values()) key.mustRecount = true;
    },
    flush() {
      store();
      const recounts = [...keys.values()].some((key) => key.mustRecount);
      const shown = recounts ? shownRanges(db, runId) : [];
      for (const [name, key] of keys) {
        if (key.mustRecount) key.all = aggregate(sqlite, key.id, shownFor(name, shown));
        const row = { id: key.id, ...(key.all ?? EMPTY) };
        if (key.mustRecount || key.isChanged) update.run(row);
        if (key.mustRecount || key.hasNewBounds) setBounds.run(row);
      }
      return [...spans.values()];
    },
  };
}

function count(key: Key, columns: Columns) {
  const added = summarize(columns);
  const { min, max } = key.all ?? { min: Number.NaN, max: Number.NaN };
  if (key.all) extend(key.all, added);
  else key.all = added;
  if (!Object.is(key.all.min, min) || !Object.is(key.all.max, max)) key.hasNewBounds = true;
}

const EMPTY = { count: 0, finite: 0, lastStep: 0, lastTime: 0, last: null, min: null, max: null, mean: null };

function newKey(id: number, all: Summary | null): Key {
  return { id, all, buffer: new PointsBuffer(), isChanged: all === null, hasNewBounds: false, mustRecount: false };
}

type KeyRow = { [K in keyof Summary]: Summary[K] | null } & { id: number; key: string };

function loadKeys(db: Db, runId: string): Map<string, Key> {
  const rows = statements(db.$client).keys.all(runId);
  return new Map(
    rows.map(({ id, key, ...row }) => {
      const nan = (value: number | null) => value ?? Number.NaN;
      const { min, max, mean, last } = row;
      const numbers = { min: nan(min), max: nan(max), mean: nan(mean), last: nan(last) };
      const all = { ...row, ...numbers, firstStep: 0, first: Number.NaN } as Summary;
      return [key, newKey(id, row.count === 0 ? null : all)];
    }),
  );
}

const statements = perConnection(prepare);

function prepare(sqlite: Db["$client"]) {
  return {
    addKey: sqlite.prepare<[string, string], { id: number }>(
      "INSERT INTO metric_keys (run_id, key) VALUES (?, ?) RETURNING id",
    ),
    addAttempt: sqlite.prepare<[string, number, number]>(
      "INSERT OR IGNORE INTO attempts (run_id, attempt, started_at) VALUES (?, ?, ?)",
    ),
    newest: sqlite.prepare<[string], number | null>("SELECT max(attempt) FROM attempts WHERE run_id = ?").pluck(),
    keys: sqlite.prepare<[string], KeyRow>(
      `SELECT id, key, points AS count, finite, last_step AS lastStep, last_time AS lastTime, last_value AS last,
         min, max, mean
       FROM metric_keys WHERE run_id = ?`,
    ),
    update: sqlite.prepare(
      `UPDATE metric_keys SET points = @count, finite = @finite, last_step = @lastStep, last_time = @lastTime,
         last_value = @last, mean = @mean
       WHERE id = @id`,
    ),
    // Apart: they seldom change, and SQLite writes the index of every column that it is given, changed or not.
    setBounds: sqlite.prepare("UPDATE metric_keys SET min = @min, max = @max WHERE id = @id"),
  };
}

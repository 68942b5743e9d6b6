import type { Db } from "#server/db/open.ts";
import { decodeValue } from "#trainer/contract/log.ts";
import { canonicalMetric } from "#trainer/contract/metrics.ts";
import { shownRanges } from "./shown.ts";

export type Sample = { attempt: number; step: number; time: number; values: Record<string, number | string> };
export type Span = { attempt: number; fromStep: number; toStep: number };

export type PointWriter = {
  /** Store the values of one step. The same step again replaces them. */
  add(sample: Sample): void;
  /** A new attempt hides points of earlier ones: count every metric again at the end. */
  recountAll(): void;
  /** Write the aggregates; returns which steps of which attempts were touched. */
  flush(): Span[];
};

type Key = {
  id: number;
  points: number;
  lastStep: number;
  lastTime: number;
  lastValue: number | null;
  min: number | null;
  max: number | null;
  isChanged: boolean;
  mustRecount: boolean;
};

/** Writes points of one run and keeps the aggregates of its metrics. Use it inside one immediate transaction. */
export function openPointWriter(db: Db, runId: string): PointWriter {
  const sqlite = db.$client;
  const insert = sqlite.prepare<[number, number, number, number, number]>(
    "INSERT OR IGNORE INTO points (key_id, attempt, step, time, value) VALUES (?, ?, ?, ?, ?)",
  );
  const replace = sqlite.prepare<[number, number, number, number, number]>(
    "UPDATE points SET time = ?, value = ? WHERE key_id = ? AND attempt = ? AND step = ?",
  );
  const addKey = sqlite.prepare<[string, string], { id: number }>(
    "INSERT INTO metric_keys (run_id, key) VALUES (?, ?) RETURNING id",
  );
  const addAttempt = sqlite.prepare<[string, number, number]>(
    "INSERT OR IGNORE INTO attempts (run_id, attempt, started_at) VALUES (?, ?, ?)",
  );
  const keys = loadKeys(db, runId);
  const spans = new Map<number, Span>();

  function keyOf(name: string): Key {
    const key = canonicalMetric(name);
    let found = keys.get(key);
    if (!found) {
      found = emptyKey(addKey.get(runId, key)!.id);
      keys.set(key, found);
    }
    return found;
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

  return {
    add({ attempt, step, time, values }) {
      span(attempt, step, time);
      for (const name in values) {
        const value = decodeValue(values[name]!);
        const key = keyOf(name);
        key.isChanged = true;
        if (insert.run(key.id, attempt, step, time, value).changes === 0) {
          replace.run(time, value, key.id, attempt, step);
          key.mustRecount = true;
        } else count(key, step, time, value);
      }
    },
    recountAll() {
      for (const key of keys.values()) key.mustRecount = key.isChanged = true;
    },
    flush() {
      const recount = makeRecount(db, runId);
      const update = sqlite.prepare(
        "UPDATE metric_keys SET points = ?, last_step = ?, last_time = ?, last_value = ?, min = ?, max = ? WHERE id = ?",
      );
      for (const key of keys.values()) {
        if (key.mustRecount) recount(key);
        if (!key.isChanged) continue;
        update.run(key.points, key.lastStep, key.lastTime, key.lastValue, key.min, key.max, key.id);
      }
      return [...spans.values()];
    },
  };
}

function emptyKey(id: number): Key {
  return {
    id,
    points: 0,
    lastStep: 0,
    lastTime: 0,
    lastValue: null,
    min: null,
    max: null,
    isChanged: true,
    mustRecount: false,
  };
}

function loadKeys(db: Db, runId: string): Map<string, Key> {
  const rows = db.$client
    .prepare<[string], Omit<Key, "isChanged" | "mustRecount"> & { key: string }>(
      `SELECT id, key, points, last_step AS lastStep, last_time AS lastTime, last_value AS lastValue, min, max
       FROM metric_keys WHERE run_id = ?`,
    )
    .all(runId);
  return new Map(rows.map(({ key, ...row }) => [key, { ...row, isChanged: false, mustRecount: false }]));
}

function count(key: Key, step: number, time: number, value: number) {
  if (step >= key.lastStep || key.points === 0) {
    key.lastStep = step;
    key.lastTime = time;
    key.lastValue = value;
  }
  key.points++;
  if (!Number.isFinite(value)) return;
  if (key.min === null || value < key.min) key.min = value;
  if (key.max === null || value > key.max) key.max = value;
}

type Counted = { points: number; min: number | null; max: number | null };
type Last = { step: number; time: number; value: number | null };

/** Aggregates of a metric from its points that are shown. */
function makeRecount(db: Db, runId: string): (key: Key) => void {
  const ranges = shownRanges(db, runId);
  const countShown = db.$client.prepare<[number, number, number], Counted>(
    `SELECT count(*) AS points, min(CASE WHEN abs(value) < 9e999 THEN value END) AS min,
     max(CASE WHEN abs(value) < 9e999 THEN value END) AS max
     FROM points WHERE key_id = ? AND attempt = ? AND step <= ?`,
  );
  const lastShown = db.$client.prepare<[number, number, number], Last>(
    "SELECT step, time, value FROM points WHERE key_id = ? AND attempt = ? AND step <= ? ORDER BY step DESC LIMIT 1",
  );
  return (key) => {
    Object.assign(key, emptyKey(key.id));
    for (const { attempt, upTo } of ranges) {
      const { points, min, max } = countShown.get(key.id, attempt, upTo)!;
      const last = lastShown.get(key.id, attempt, upTo);
      if (!last) continue;
      key.points += points;
      if (min !== null) key.min = Math.min(key.min ?? min, min);
      if (max !== null) key.max = Math.max(key.max ?? max, max);
      if (last.step >= key.lastStep || key.points === points)
        Object.assign(key, { lastStep: last.step, lastTime: last.time, lastValue: last.value });
    }
  };
}

import type { Db } from "#server/db/open.ts";
import { aggregate } from "./aggregate.ts";
import { appendPoints } from "./append.ts";
import { shownRanges } from "./shown.ts";

/** Rows of one transaction: a crash in between loses none, and memory stays small. */
const PAGE = 100_000;

/** Points of the first schema, a row each, into parts and blocks. Goes on where it was stopped; returns how many. */
export function convertPoints(db: Db): number {
  const sqlite = db.$client;
  if (!sqlite.prepare("SELECT 1 FROM sqlite_master WHERE name = 'points_v0'").get()) return 0;
  const next = sqlite.prepare<[], Row>("SELECT key_id AS keyId, attempt FROM points_v0 LIMIT 1");
  const page = sqlite
    .prepare<[number, number, number], [number, number, number | null]>(
      "SELECT step, time, value FROM points_v0 WHERE key_id = ? AND attempt = ? ORDER BY step LIMIT ?",
    )
    .raw(true);
  const remove = sqlite.prepare<[number, number, number]>(
    "DELETE FROM points_v0 WHERE key_id = ? AND attempt = ? AND step <= ?",
  );
  const move = sqlite.transaction(() => {
    const place = next.get();
    if (!place) return 0;
    const rows = page.all(place.keyId, place.attempt, PAGE);
    appendPoints(sqlite, place, {
      step: Float64Array.from(rows, ([step]) => step),
      time: Float64Array.from(rows, ([, time]) => time),
      value: Float64Array.from(rows, ([, , value]) => value ?? Number.NaN),
    });
    remove.run(place.keyId, place.attempt, rows.at(-1)![0]);
    return rows.length;
  });
  let moved = 0;
  for (let count = move.immediate(); count > 0; count = move.immediate()) moved += count;
  sqlite
    .transaction(() => {
      countAgain(db);
      sqlite.exec("DROP TABLE points_v0");
    })
    .immediate();
  return moved;
}

type Row = { keyId: number; attempt: number };

/** What the first schema did not keep: how many values are finite, and their mean. */
function countAgain(db: Db) {
  const sqlite = db.$client;
  const keys = sqlite.prepare<[string], number>("SELECT id FROM metric_keys WHERE run_id = ?").pluck();
  const update = sqlite.prepare<[number, number | null, number]>(
    "UPDATE metric_keys SET finite = ?, mean = ? WHERE id = ?",
  );
  for (const runId of sqlite.prepare<[], string>("SELECT id FROM runs").pluck().all()) {
    const shown = shownRanges(db, runId);
    for (const id of keys.all(runId)) {
      const all = aggregate(sqlite, id, shown);
      update.run(all?.finite ?? 0, all?.mean ?? null, id);
    }
  }
}

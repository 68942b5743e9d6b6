import type { Db } from "#server/db/open.ts";
import { findRun } from "#server/runs/find.ts";
import { encodeValue } from "#trainer/contract/log.ts";
import { readKeys } from "./keys.ts";

export type RawRow = { key: string; attempt: number; step: number; time: number; value: number | string };
export type ReadRaw = { runId: string; key?: string; afterSeq?: number; limit: number };

/** A cursor is place × STRIDE + step: the place of (attempt, metric) in the run, and the last step read there. */
const STRIDE = 2 ** 32;

/** Every stored point of a run, also those that later attempts hide, page by page. Throws NOT_FOUND. */
export function readRaw(
  db: Db,
  { runId, key, afterSeq = -1, limit }: ReadRaw,
): { rows: RawRow[]; next: number | null } {
  findRun(db, runId);
  const select = db.$client
    .prepare<[number, number, number, number], [number, number, number | null]>(
      "SELECT step, time, value FROM points WHERE key_id = ? AND attempt = ? AND step > ? ORDER BY step LIMIT ?",
    )
    .raw(true);
  const all = places(db, runId);
  const rows: RawRow[] = [];
  const start = afterSeq < 0 ? 0 : Math.floor(afterSeq / STRIDE);
  for (let place = start; place < all.length; place++) {
    const { attempt, keyId, name } = all[place]!;
    if (key !== undefined && name !== key) continue;
    const after = place === start && afterSeq >= 0 ? afterSeq % STRIDE : -1;
    for (const [step, time, value] of select.all(keyId, attempt, after, limit - rows.length))
      rows.push({ key: name, attempt, step, time, value: encodeValue(value ?? Number.NaN) });
    if (rows.length >= limit) return { rows, next: place * STRIDE + rows[rows.length - 1]!.step };
  }
  return { rows, next: null };
}

/** Attempts first: a live run adds places at the end alone, so that cursors stay good. */
function places(db: Db, runId: string): { attempt: number; keyId: number; name: string }[] {
  const attempts = db.$client
    .prepare<[string], number>("SELECT attempt FROM attempts WHERE run_id = ? ORDER BY attempt")
    .pluck()
    .all(runId);
  const has = db.$client.prepare("SELECT 1 FROM points WHERE key_id = ? AND attempt = ? LIMIT 1");
  const keys = readKeys(db, [runId]).sort((a, b) => a.id - b.id);
  return attempts.flatMap((attempt) =>
    keys.filter(({ id }) => has.get(id, attempt)).map(({ id, key }) => ({ attempt, keyId: id, name: key })),
  );
}

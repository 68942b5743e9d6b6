import type { Db } from "#server/db/open.ts";
import { iteratePoints } from "#server/db/points/read.ts";
import { DomainError } from "#server/errors.ts";
import { findRun } from "#server/runs/find.ts";
import { encodeValue } from "#trainer/contract/log.ts";
import { readKeys } from "./keys.ts";

export type RawRow = { key: string; attempt: number; step: number; time: number; value: number | string };
/** `after`: the `next` of the page before. */
export type ReadRaw = { runId: string; key?: string; after?: string; limit: number };

/** Every stored point of a run, also those that later attempts hide, page by page. Throws NOT_FOUND and BAD_REQUEST. */
export function readRaw(db: Db, { runId, key, after, limit }: ReadRaw): { rows: RawRow[]; next: string | null } {
  findRun(db, runId);
  const start = after === undefined ? null : parseCursor(after);
  const rows: RawRow[] = [];
  for (const { attempt, keyId, name } of places(db, runId)) {
    if (key !== undefined && name !== key) continue;
    const order = start && (attempt - start.attempt || keyId - start.keyId);
    if (order !== null && order < 0) continue;
    const from = order === 0 ? start!.step + 1 : 0;
    for (const { step, time, value } of iteratePoints(db.$client, {
      keyId,
      attempt,
      from,
      to: Number.MAX_SAFE_INTEGER,
    }))
      for (let i = 0; i < step.length; i++) {
        rows.push({ key: name, attempt, step: step[i]!, time: time[i]!, value: encodeValue(value[i]!) });
        if (rows.length === limit) return { rows, next: `${attempt}.${keyId}.${step[i]}` };
      }
  }
  return { rows, next: null };
}

function parseCursor(text: string) {
  const match = /^(\d{1,16})\.(\d{1,16})\.(\d{1,16})$/.exec(text);
  if (!match) throw new DomainError("BAD_REQUEST", `expected the next of the page before, found "${text}"`);
  return { attempt: Number(match[1]), keyId: Number(match[2]), step: Number(match[3]) };
}

/** Attempts first: a live run adds places at the end alone, so that nothing is missed between pages. */
function places(db: Db, runId: string): { attempt: number; keyId: number; name: string }[] {
  const attempts = db.$client
    .prepare<[string], number>("SELECT attempt FROM attempts WHERE run_id = ? ORDER BY attempt")
    .pluck()
    .all(runId);
  const keys = readKeys(db, [runId]).sort((a, b) => a.id - b.id);
  return attempts.flatMap((attempt) => keys.map(({ id, key }) => ({ attempt, keyId: id, name: key })));
}

import type { Db } from "#server/db/open.ts";
import type { ShownRange } from "./shown.ts";

/** [step, time in ms, value]; null is NaN. */
export type Point = [step: number, time: number, value: number | null];
export type PointRange = { keyId: number; shown: ShownRange[]; xMin?: number; xMax?: number };

/** A reader of the points that are shown of one series, by step; prepare it once for many series. */
export function readPoints(db: Db): (range: PointRange) => Point[] {
  const select = db.$client
    .prepare<[number, number, number, number], Point>(
      "SELECT step, time, value FROM points WHERE key_id = ? AND attempt = ? AND step BETWEEN ? AND ? ORDER BY step",
    )
    .raw(true);
  return ({ keyId, shown, xMin = 0, xMax = Number.MAX_SAFE_INTEGER }) => {
    let all: Point[] = [];
    for (const { attempt, upTo } of shown) {
      const points = select.all(keyId, attempt, Math.ceil(xMin), Math.floor(Math.min(xMax, upTo)));
      const first = points[0];
      if (!first) continue;
      // A later attempt may log the very step that it resumed from.
      while (all.length > 0 && all[all.length - 1]![0] >= first[0]) all.pop();
      all = all.length === 0 ? points : all.concat(points);
    }
    return all;
  };
}

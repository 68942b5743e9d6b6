import { expect, test } from "vitest";
import type { LiveBatch } from "#app/_trpc/rows.ts";
import { together } from "#app/_trpc/together.ts";

const row = (id: string, step: number) => ({ id, step }) as unknown as LiveBatch["runs"][number];
const points = (step: number) => ({ runId: "a", key: "k", attempt: 1, step: [step], time: [step], value: [step] });
const batch = (more: Partial<LiveBatch>): LiveBatch => ({
  ...{ kind: "batch", mustReset: false, runs: [], points: [], removed: [], alerts: [] },
  ...more,
});

test("several batches are one: newest rows, all points in order, what was removed stays removed", () => {
  const all = together([
    batch({ runs: [row("a", 1), row("b", 1)], points: [points(1)] }),
    batch({ runs: [row("a", 2)], points: [points(2), points(3)], removed: ["b"], mustReset: true }),
    batch({ points: [points(4)], removed: ["b"] }),
  ]);
  expect(all).toEqual(
    batch({
      runs: [row("a", 2)],
      points: [1, 2, 3, 4].map(points),
      removed: ["b"],
      mustReset: true,
    }),
  );
});

import { expect, test } from "vitest";
import { findRun } from "#server/runs/find.ts";
import { move } from "#server/runs/move.ts";
import { hasEnded, MOVES, RUN_STATUSES, type RunStatus } from "#server/runs/status.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";

const PAIRS = RUN_STATUSES.flatMap((from) => RUN_STATUSES.map((to): [RunStatus, RunStatus] => [from, to]));

test("a run moves exactly as the table says, and each move raises its revision", () => {
  const { db } = makeWorld();
  const id = queueProgram({ db }, "log-steps 1");
  const force = db.$client.prepare("UPDATE runs SET status = ? WHERE id = ?");
  for (const [from, to] of PAIRS) {
    force.run(from, id);
    const { revision } = findRun(db, id);
    if (MOVES[from].includes(to)) {
      expect(move(db, id, to).status).toBe(to);
      expect(findRun(db, id).revision).toBeGreaterThan(revision);
    } else expect(() => move(db, id, to)).toThrow(`run ${id} is ${from}; it cannot become ${to}`);
  }
});

test("an ended run goes back to the queue, or on where its remote trainer sends again, and nowhere else", () => {
  for (const status of RUN_STATUSES.filter(hasEnded)) expect(MOVES[status]).toEqual(["queued", "running"]);
});

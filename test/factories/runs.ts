import { insertRun } from "#server/runs/create.ts";
import type { World } from "#server/worker/world.ts";

/** A queued run of a test program: "log-steps 20", say. */
export function queueProgram({ db }: Pick<World, "db">, program: string, { now = Date.now() } = {}): string {
  return db.transaction(
    (tx) =>
      insertRun(tx, {
        recipe: `test:${program}`,
        preset: null,
        config: {},
        maxSteps: null,
        status: "queued",
        waitsForJob: null,
        now,
      }),
    { behavior: "immediate" },
  );
}

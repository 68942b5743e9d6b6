import type { Client } from "#server/db/client.ts";
import { DomainError } from "#server/errors.ts";
import { attemptsOnDisk } from "./attempts-on-disk.ts";
import { findRun } from "./find.ts";
import { queueAgain } from "./queue-again.ts";
import { resumeSteps } from "./resume-steps.ts";
import { type RunRow, readRunRow } from "./row.ts";
import { hasEnded } from "./status.ts";

export type ResumeRun = { id: string; step?: number; now?: number };

/** Put an ended run back into the queue, to go on from a complete checkpoint: the newest, or that of a step. */
export function resumeRun(client: Client, { id, step, now = Date.now() }: ResumeRun): RunRow {
  return client.db.transaction(
    (tx) => {
      const { status, attempt, remote, recipe } = findRun(tx, id);
      if (remote)
        throw new DomainError(
          "CONFLICT",
          `run ${id} is trained on another machine; start its trainer there, and its lines go on here`,
        );
      if (!hasEnded(status))
        throw new DomainError("CONFLICT", `run ${id} is ${status}; only an ended run can be resumed`);
      const steps = resumeSteps(client, { id, recipe });
      if (steps.length === 0) throw new DomainError("CONFLICT", `run ${id} has no complete checkpoint to resume from`);
      if (step !== undefined && !steps.includes(step))
        throw new DomainError(
          "NOT_FOUND",
          `run ${id} has no complete checkpoint of step ${step}; it has ${steps.join(", ")}`,
        );
      queueAgain(tx, id, {
        now,
        // Someone may have gone on with it in a terminal meanwhile; its attempts count too.
        attempt: Math.max(attempt, ...attemptsOnDisk(client.paths.run(id))),
        resumeStep: step ?? null,
        retries: 0,
      });
      return readRunRow(tx, id)!;
    },
    { behavior: "immediate" },
  );
}

import { count, eq } from "drizzle-orm";
import { requestSample } from "#server/datasets/job.ts";
import type { Client } from "#server/db/client.ts";
import { sweeps } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { DEFAULT_PROJECT, findOrCreateProject } from "#server/projects/find-or-create.ts";
import { insertRun } from "#server/runs/create.ts";
import { newId } from "#server/runs/id.ts";
import { makeRunName } from "#server/runs/name.ts";
import { setTags } from "#server/runs/tags.ts";
import { checkSweep, type SweepInput } from "./check.ts";
import { readSweepRow, type SweepRow } from "./row.ts";

export type CreateSweep = SweepInput & { project?: string; name?: string; tags?: string[]; now?: number };

/** Put every run of a sweep into the queue, or none. Throws with the first problem, and with all in `data`. */
export function createSweep(client: Client, input: CreateSweep): SweepRow {
  const { now = Date.now(), tags = [] } = input;
  const { recipe, config, plan, trials, problems } = checkSweep(client, input);
  const [first] = problems;
  if (first) throw new DomainError("BAD_REQUEST", first.message.en, { problems });
  return client.db.transaction(
    (tx) => {
      const project = input.project?.trim() || DEFAULT_PROJECT;
      const { id: projectId } = findOrCreateProject(tx, { name: project, now });
      const before =
        tx.select({ count: count() }).from(sweeps).where(eq(sweeps.projectId, projectId)).get()?.count ?? 0;
      const name = input.name?.trim() || makeRunName(before + 1);
      const id = newId();
      const { preset } = input;
      tx.insert(sweeps)
        .values({ id, projectId, name, recipe: recipe.name, preset, config, plan, createdAt: now })
        .run();
      for (const { trial, values, config: own, data } of trials) {
        const job = data.state === "to make" ? requestSample(tx, { ...data.sample, now }) : null;
        const runId = insertRun(tx, {
          recipe: recipe.name,
          preset,
          config: own,
          maxSteps: recipe.steps(own),
          needs: recipe.needs(own),
          status: "queued",
          project,
          name: runName(name, trial),
          sweepId: id,
          trial,
          trialValues: values,
          waitsForJob: job?.id ?? null,
          now,
        });
        setTags(tx, runId, tags);
      }
      return readSweepRow(tx, id);
    },
    { behavior: "immediate" },
  );
}

/** "wide 003": in the order of trials also where names are sorted. */
function runName(sweep: string, trial: number): string {
  return `${sweep} ${String(trial).padStart(3, "0")}`;
}

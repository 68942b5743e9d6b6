import { eq } from "drizzle-orm";
import { requestSample } from "#server/datasets/job.ts";
import type { Client } from "#server/db/client.ts";
import type { Tx } from "#server/db/open.ts";
import { nextRevision } from "#server/db/revision.ts";
import { projects, runs } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { addNote } from "#server/notes/add.ts";
import { DEFAULT_PROJECT, findOrCreateProject } from "#server/projects/find-or-create.ts";
import { findRecipe } from "#server/recipes/catalogue.ts";
import { newId } from "./id.ts";
import { launchFindings } from "./launch-findings.ts";
import { makeRunName } from "./name.ts";
import { type RunRow, readRunRow } from "./row.ts";
import { setTags } from "./tags.ts";

export type CreateRun = {
  recipe: string;
  preset: string | null;
  config: unknown;
  project?: string;
  name?: string;
  tags?: string[];
  note?: string;
  /** The run that it was made from. */
  parentId?: string;
  now?: number;
};

/** Put a run into the queue; the worker starts it. Its sample data set is asked for when it is absent. */
export function createRun(client: Client, input: CreateRun): RunRow {
  const { now = Date.now() } = input;
  const recipe = findRecipe(input.recipe, client.paths.recipes);
  const checked = recipe.check(input);
  if (!checked.ok)
    throw new DomainError("BAD_REQUEST", checked.issues.map(({ message }) => message.en).join("; "), {
      issues: checked.issues,
    });
  const { data, refusal } = launchFindings(client, { recipe, config: checked.config });
  if (refusal !== null) throw new DomainError("PRECONDITION_FAILED", refusal);
  return client.db.transaction(
    (tx) => {
      const job = data.state === "to make" ? requestSample(tx, { ...data.sample, now }) : null;
      const id = insertRun(tx, {
        recipe: recipe.name,
        preset: input.preset,
        config: checked.config,
        maxSteps: recipe.steps(checked.config),
        needs: recipe.needs(checked.config),
        status: "queued",
        project: input.project,
        name: input.name,
        waitsForJob: job?.id ?? null,
        // One that was deleted meanwhile is no reason to refuse.
        parentId:
          tx
            .select({ id: runs.id })
            .from(runs)
            .where(eq(runs.id, input.parentId ?? ""))
            .get()?.id ?? null,
        now,
      });
      setTags(tx, id, input.tags ?? []);
      if (input.note?.trim()) addNote(tx, { runId: id, text: input.note, now });
      return readRunRow(tx, id)!;
    },
    { behavior: "immediate" },
  );
}

type Columns = "recipe" | "preset" | "config" | "maxSteps" | "status" | "waitsForJob";
type MoreColumns = "remote" | "startedAt" | "attempt" | "needs" | "parentId" | "sweepId" | "trial" | "trialValues";
type NewRun = Pick<typeof runs.$inferInsert, Columns | MoreColumns> & {
  id?: string;
  project?: string;
  name?: string | null;
  now: number;
};

/** The row of a new run, numbered and named within its project. */
export function insertRun(tx: Tx, { project, name, now, id = newId(), ...values }: NewRun): string {
  const { id: projectId, lastNumber } = findOrCreateProject(tx, { name: project?.trim() || DEFAULT_PROJECT, now });
  const number = lastNumber + 1;
  tx.update(projects).set({ lastNumber: number }).where(eq(projects.id, projectId)).run();
  tx.insert(runs)
    .values({
      ...values,
      id,
      projectId,
      number,
      name: name?.trim() || makeRunName(number),
      createdAt: now,
      queuedAt: now,
      queueOrder: now,
      revision: nextRevision(tx),
    })
    .run();
  return id;
}

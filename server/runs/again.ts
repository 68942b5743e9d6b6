import { isDeepStrictEqual } from "node:util";
import type { Client } from "#server/db/client.ts";
import { DomainError } from "#server/errors.ts";
import { readOrigin } from "#server/origin/read-origin.ts";
import { findRecipe } from "#server/recipes/catalogue.ts";
import { commandOf } from "#server/recipes/command-of.ts";
import { createRun } from "./create.ts";
import { findRun } from "./find.ts";
import { type RunRow, readRunRow } from "./row.ts";
import type { RunRecordRow } from "./write.ts";

/**
 * Queue a run like another: recipe, config, project and tags. Its argv is the same but for its own id and folder.
 * Throws CONFLICT where the recipe would give another.
 */
export function runAgain(client: Client, { id, name }: { id: string; name?: string | undefined }): RunRow {
  const run = findRun(client.db, id);
  if (run.remote)
    throw new DomainError("CONFLICT", `run ${id} is trained on another machine; nothing here can start it again`);
  checkCommand(client, run);
  const { recipe, preset, config } = run;
  const { projectName: project, tags } = readRunRow(client.db, id)!;
  return createRun(client, {
    recipe,
    preset,
    config,
    project,
    tags,
    parentId: id,
    ...(name !== undefined && { name }),
  });
}

/** A recipe is a file, and may have been edited since. */
function checkCommand({ paths }: Client, { id, recipe, config }: RunRecordRow) {
  const runDir = paths.run(id);
  const before = readOrigin(runDir, 1)?.command;
  if (!before) return; // It never started, or by hand.
  // Another Node is no other command.
  const start = { node: before[0] ?? "", runDir, runId: id, config, attempt: 1, resumeStep: null };
  const { argv } = commandOf(findRecipe(recipe, paths.recipes), start);
  if (!isDeepStrictEqual(argv, before))
    throw new DomainError(
      "CONFLICT",
      `the recipe "${recipe}" has changed since: expected it to start ${JSON.stringify(before)}, found ${JSON.stringify(argv)}; clone the run to take the new one`,
    );
}

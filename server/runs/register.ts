import { mkdirSync } from "node:fs";
import type { Client } from "#server/db/client.ts";
import { insertRun } from "./create.ts";
import { type RunRow, readRunRow } from "./row.ts";
import { setTags } from "./tags.ts";

/** No recipe of ours: nothing here could start it. */
const REMOTE_RECIPE = "remote";

export type RegisterRun = {
  config: Record<string, unknown>;
  maxSteps?: number;
  project?: string;
  name?: string;
  tags?: string[];
  now?: number;
};

/** Enter a run that is trained on another machine; its trainer sends its log to /api/ingest/<id>. */
export function registerRun({ db, paths }: Client, { tags = [], now = Date.now(), ...input }: RegisterRun): RunRow {
  return db.transaction(
    (tx) => {
      const id = insertRun(tx, {
        recipe: REMOTE_RECIPE,
        remote: true,
        preset: null,
        config: input.config,
        maxSteps: input.maxSteps ?? null,
        status: "running",
        startedAt: now,
        attempt: 1,
        project: input.project,
        name: input.name,
        waitsForJob: null,
        now,
      });
      setTags(tx, id, tags);
      // Inside the transaction: a run without its folder could take no line.
      mkdirSync(paths.run(id), { recursive: true });
      return readRunRow(tx, id)!;
    },
    { behavior: "immediate" },
  );
}

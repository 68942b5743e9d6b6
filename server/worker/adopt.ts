import { readdirSync, readFileSync, statSync } from "node:fs";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { attempts, runs } from "#server/db/schema.ts";
import { attemptsOnDisk } from "#server/runs/attempts-on-disk.ts";
import { insertRun } from "#server/runs/create.ts";
import { writeRun } from "#server/runs/write.ts";
import { ExitRecord, PidRecord, RUN_ID, RunRecord, runPaths } from "#trainer/contract/run-dir.ts";
import type { World } from "./world.ts";

/** A finder of run folders that the database does not know, such as those of `npm run train` in a terminal. */
export function makeAdopter(world: World): () => void {
  const known = new Set<string>();
  return () => {
    for (const id of readdirSync(world.paths.runs)) {
      if (known.has(id) || !RUN_ID.test(id)) continue;
      if (isKnown(world, id) || adopt(world, id)) known.add(id);
    }
  };
}

function isKnown({ db }: World, id: string): boolean {
  return db.select({ id: runs.id }).from(runs).where(eq(runs.id, id)).get() !== undefined;
}

/** Enter a folder as a run that is starting; the next look at it tells what it is. False: no config.json yet. */
function adopt({ db, paths }: World, id: string): boolean {
  const files = runPaths(paths.run(id));
  const record = readJson(files.config, RunRecord);
  if (!record) return false;
  const numbers = attemptsOnDisk(paths.run(id));
  const now = readJson(files.pid(numbers[0] ?? 1), PidRecord)?.startedAt ?? Math.round(statSync(files.config).mtimeMs);
  const { recipe, preset, name, config, command, environment, code } = record;
  db.transaction(
    (tx) => {
      const maxSteps = WithSteps.safeParse(config).data?.training.maxSteps ?? null;
      insertRun(tx, { id, recipe, preset, config, maxSteps, status: "starting", waitsForJob: null, name, now });
      for (const attempt of numbers) {
        const pid = readJson(files.pid(attempt), PidRecord);
        const exit = readJson(files.exit(attempt), ExitRecord);
        const ended = exit && { endedAt: exit.endedAt, exitCode: exit.code, exitSignal: exit.signal };
        tx.insert(attempts)
          .values({ runId: id, attempt, startedAt: pid?.startedAt ?? now, ...ended })
          .run();
      }
      writeRun(tx, id, { command, environment, code, startedAt: now, attempt: numbers.at(-1) ?? 1 });
    },
    { behavior: "immediate" },
  );
  return true;
}

const WithSteps = z.object({ training: z.object({ maxSteps: z.int() }) });

function readJson<S extends z.ZodType>(file: string, schema: S): z.infer<S> | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

import { desc, eq, isNotNull } from "drizzle-orm";
import { runs } from "#server/db/schema.ts";
import { hashData } from "#server/origin/hash-data.ts";
import { type DataOrigin, Origin } from "#server/origin/origin.ts";
import { readOrigin } from "#server/origin/read-origin.ts";
import { writeRun } from "#server/runs/write.ts";
import { writeWhole } from "#server/write-whole.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { every } from "../every.ts";
import type { World } from "../world.ts";

const LOOK_MS = 1_000;
/** A worker that died may have left so many runs without the hashes of their data. */
const LOOKED_AT = 200;

type Started = { id: string; attempt: number };

/** Fill in the hashes of the data that runs were started with, one run at a time: shards take minutes to read. */
export function makeDataHasher(world: World) {
  const waiting: Started[] = [];
  return {
    add: (run: Started) => waiting.push(run),
    async loop(signal: AbortSignal) {
      waiting.push(...leftOver(world));
      for await (const _ of every(LOOK_MS, signal))
        for (let run = waiting.shift(); run && !signal.aborted; run = waiting.shift())
          await hashDataOf(world, run, signal);
    },
  };
}

function leftOver({ db }: World): Started[] {
  const newest = db
    .select({ id: runs.id, attempt: runs.attempt, origin: runs.origin })
    .from(runs)
    .where(isNotNull(runs.origin))
    .orderBy(desc(runs.createdAt))
    .limit(LOOKED_AT)
    .all();
  return newest.filter(({ origin }) => Origin.safeParse(origin).data?.data.some(isPending)).reverse();
}

async function hashDataOf({ db, paths }: World, { id, attempt }: Started, signal: AbortSignal) {
  const origin = readOrigin(paths.run(id), attempt);
  if (!origin?.data.some(isPending)) return;
  const data: DataOrigin[] = [];
  try {
    for (const set of origin.data)
      data.push(isPending(set) ? await hashData(set, { cacheDir: paths.dataHashes, signal }) : set);
  } catch (error) {
    if (signal.aborted) return; // The next worker reads on.
    throw error;
  }
  const filled: Origin = { ...origin, data };
  const file = runPaths(paths.run(id)).origin(attempt);
  // A run that was deleted meanwhile gets no folder anew.
  if (!readOrigin(paths.run(id), attempt)) return;
  writeWhole(file, `${JSON.stringify(filled, null, 2)}\n`);
  db.transaction(
    (tx) => {
      const run = tx.select({ attempt: runs.attempt }).from(runs).where(eq(runs.id, id)).get();
      if (run?.attempt === attempt) writeRun(tx, id, { origin: filled });
    },
    { behavior: "immediate" },
  );
}

function isPending({ state }: DataOrigin): boolean {
  return state === "pending";
}

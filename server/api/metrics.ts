import { tracked } from "@trpc/server";
import { z } from "zod";
import { listKeys } from "#server/metrics/keys.ts";
import { latestValues } from "#server/metrics/latest.ts";
import { watchLive } from "#server/metrics/live.ts";
import { readRaw } from "#server/metrics/raw.ts";
import { readSeries } from "#server/metrics/series.ts";
import { OfRun, RunId, RunIds } from "./inputs.ts";
import { procedure, router } from "./trpc.ts";

const Key = z.string().min(1).max(200);

const ReadSeries = z.object({
  series: z.array(z.object({ runId: RunId, key: Key })).max(200),
  xMin: z.number().optional(),
  xMax: z.number().optional(),
  width: z.int().min(10).max(4000).default(800),
});

const ReadRaw = OfRun.extend({
  key: Key.optional(),
  after: z.string().max(60).optional(),
  limit: z.int().min(1).max(50_000).default(10_000),
});

const WatchLive = z.object({
  runIds: z.array(RunId).max(1000).optional(),
  keys: z.array(Key).max(1000).optional(),
  lastEventId: z.string().nullish(),
});

export const metricsRouter = router({
  keys: procedure.input(RunIds).query(({ ctx, input }) => listKeys(ctx.db, input)),
  series: procedure.input(ReadSeries).query(({ ctx, input }) => readSeries(ctx.db, input)),
  latest: procedure.input(RunIds).query(({ ctx, input }) => latestValues(ctx.db, input)),
  raw: procedure.input(ReadRaw).query(({ ctx, input }) => readRaw(ctx.db, input)),
  live: procedure.input(WatchLive.prefault({})).subscription(async function* ({ ctx, input, signal }) {
    for await (const [id, batch] of watchLive(ctx.db, input, signal)) yield tracked(id, batch);
  }),
});

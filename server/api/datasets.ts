import { z } from "zod";
import { listJobs, requestSample } from "#server/datasets/job.ts";
import { listDatasets } from "#server/datasets/list.ts";
import { procedure, router } from "./trpc.ts";

const MakeSample = z.object({
  size: z.union([z.literal(64), z.literal(128)]),
  episodes: z.int().min(1).max(100_000).default(400),
});

export const datasetsRouter = router({
  list: procedure.query(({ ctx }) => listDatasets(ctx.paths)),
  makeSample: procedure.input(MakeSample).mutation(({ ctx, input }) => requestSample(ctx.db, input)),
  jobs: procedure.query(({ ctx }) => listJobs(ctx.db)),
});

import { z } from "zod";
import { listAllCheckpoints } from "#server/checkpoints/all.ts";
import { getCheckpoint } from "#server/checkpoints/get.ts";
import { listCheckpoints } from "#server/checkpoints/list.ts";
import { removeCheckpoint } from "#server/checkpoints/remove.ts";
import { OfRun, Step } from "./inputs.ts";
import { procedure, router } from "./trpc.ts";

const CheckpointRef = OfRun.extend({ step: Step });

export const checkpointsRouter = router({
  list: procedure.input(OfRun).query(({ ctx, input }) => listCheckpoints(ctx, input.runId)),
  get: procedure.input(CheckpointRef).query(({ ctx, input }) => getCheckpoint(ctx, input)),
  remove: procedure.input(CheckpointRef).mutation(({ ctx, input }) => removeCheckpoint(ctx, input)),
  all: procedure
    .input(z.object({ limit: z.int().min(1).max(1000).default(100) }).prefault({}))
    .query(({ ctx, input }) => listAllCheckpoints(ctx, input)),
});

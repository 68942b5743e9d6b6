import { z } from "zod";
import { listAllCheckpoints } from "#server/checkpoints/all.ts";
import { getCheckpoint } from "#server/checkpoints/get.ts";
import { listCheckpoints } from "#server/checkpoints/list.ts";
import { planRemovals } from "#server/checkpoints/plan.ts";
import { removeCheckpoint } from "#server/checkpoints/remove.ts";
import { removeMany } from "#server/checkpoints/remove-many.ts";
import { OfRun, RunId, Step } from "./inputs.ts";
import { procedure, router } from "./trpc.ts";

const CheckpointRef = OfRun.extend({ step: Step });

const Kept = z.int().min(0).max(100_000);
const Rules = z.object({
  keepNewest: Kept,
  keepBest: z.object({ metric: z.string().min(1).max(200), goal: z.enum(["low", "high"]), count: Kept }).optional(),
});
const Plan = z.object({ rules: Rules, runIds: z.array(RunId).max(1000).optional() });
const Named = CheckpointRef.extend({ fingerprint: z.string().max(64) });
const RemoveMany = z.object({ rules: Rules, checkpoints: z.array(Named).max(100_000) });

export const checkpointsRouter = router({
  list: procedure.input(OfRun).query(({ ctx, input }) => listCheckpoints(ctx, input.runId)),
  get: procedure.input(CheckpointRef).query(({ ctx, input }) => getCheckpoint(ctx, input)),
  remove: procedure.input(CheckpointRef).mutation(({ ctx, input }) => removeCheckpoint(ctx, input)),
  plan: procedure.input(Plan).query(({ ctx, input }) => planRemovals(ctx, input)),
  removeMany: procedure.input(RemoveMany).mutation(({ ctx, input }) => removeMany(ctx, input)),
  all: procedure
    .input(z.object({ limit: z.int().min(1).max(1000).default(100) }).prefault({}))
    .query(({ ctx, input }) => listAllCheckpoints(ctx, input)),
});

import { z } from "zod";
import { createSweep } from "#server/sweeps/create.ts";
import { getSweep } from "#server/sweeps/get.ts";
import { listSweeps } from "#server/sweeps/list.ts";
import { SweepPlan } from "#server/sweeps/plan.ts";
import { previewSweep } from "#server/sweeps/preview.ts";
import { stopSweep } from "#server/sweeps/stop.ts";
import { Name, Tags } from "./inputs.ts";
import { procedure, router } from "./trpc.ts";

const SweepRef = z.object({ id: z.string().regex(/^[a-z0-9]{8}$/, "a sweep id is eight characters a-z and 0-9") });

const Planned = z.object({
  recipe: z.string(),
  preset: z.string().nullable(),
  config: z.unknown(),
  plan: SweepPlan,
});

const PreviewSweep = Planned.extend({ show: z.int().min(0).max(1000).default(50) });

const CreateSweep = Planned.extend({
  project: Name.optional(),
  /** Its runs are named after it. */
  name: z.string().trim().min(1).max(180).optional(),
  tags: Tags.optional(),
});

export const sweepsRouter = router({
  plan: procedure.input(PreviewSweep).query(({ ctx, input }) => previewSweep(ctx, input)),
  create: procedure.input(CreateSweep).mutation(({ ctx, input }) => createSweep(ctx, input)),
  list: procedure
    .input(z.object({ projectId: z.string().optional() }).prefault({}))
    .query(({ ctx, input }) => listSweeps(ctx.db, input)),
  get: procedure.input(SweepRef).query(({ ctx, input }) => getSweep(ctx.db, input.id)),
  stop: procedure.input(SweepRef).mutation(({ ctx, input }) => stopSweep(ctx.db, input)),
});

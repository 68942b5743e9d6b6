import { z } from "zod";
import { readRunOrigin } from "#server/origin/read-origin.ts";
import { runAgain } from "#server/runs/again.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { createRun } from "#server/runs/create.ts";
import { findRun } from "#server/runs/find.ts";
import { getRun } from "#server/runs/get.ts";
import { listRuns, METRIC_FIGURES } from "#server/runs/list.ts";
import { registerRun } from "#server/runs/register.ts";
import { removeRun } from "#server/runs/remove.ts";
import { resumeRun } from "#server/runs/resume.ts";
import { resumeSteps } from "#server/runs/resume-steps.ts";
import { RUN_STATUSES } from "#server/runs/status.ts";
import { updateRun } from "#server/runs/update.ts";
import { Name, RunId, RunRef, Step, Tags } from "./inputs.ts";
import { procedure, router } from "./trpc.ts";

const ListRuns = z.object({
  projectId: z.string().optional(),
  status: z.array(z.enum(RUN_STATUSES)).optional(),
  tag: z.string().optional(),
  search: z.string().max(200).optional(),
  starred: z.boolean().optional(),
  sort: z
    .object({ key: z.string().min(1).max(200), desc: z.boolean(), by: z.enum(METRIC_FIGURES).optional() })
    .optional(),
  limit: z.int().min(1).max(500).default(100),
  offset: z.int().min(0).default(0),
});

const CreateRun = z.object({
  recipe: z.string(),
  preset: z.string().nullable(),
  config: z.unknown(),
  project: Name.optional(),
  name: Name.optional(),
  tags: Tags.optional(),
  note: z.string().max(100_000).optional(),
  parentId: RunId.optional(),
});

/** A run that is trained on another machine. */
const RegisterRun = z.object({
  config: z.record(z.string(), z.unknown()).default({}),
  maxSteps: z.int().min(1).optional(),
  project: Name.optional(),
  name: Name.optional(),
  tags: Tags.optional(),
});

const UpdateRun = RunRef.extend({
  name: Name.optional(),
  starred: z.boolean().optional(),
  tags: Tags.optional(),
  priority: z.int().min(-100).max(100).optional(),
  held: z.boolean().optional(),
});

export const runsRouter = router({
  list: procedure.input(ListRuns.prefault({})).query(({ ctx, input }) => listRuns(ctx.db, input)),
  get: procedure.input(RunRef).query(({ ctx, input }) => getRun(ctx, input.id)),
  create: procedure.input(CreateRun).mutation(({ ctx, input }) => createRun(ctx, input)),
  again: procedure.input(RunRef.extend({ name: Name.optional() })).mutation(({ ctx, input }) => runAgain(ctx, input)),
  origin: procedure
    .input(RunRef.extend({ attempt: z.int().min(1).optional() }))
    .query(({ ctx, input }) => readRunOrigin(ctx, input)),
  register: procedure.input(RegisterRun).mutation(({ ctx, input }) => registerRun(ctx, input)),
  update: procedure.input(UpdateRun).mutation(({ ctx, input }) => updateRun(ctx.db, input)),
  cancel: procedure
    .input(RunRef.extend({ now: z.boolean().optional() }))
    .mutation(({ ctx, input }) => cancelRun(ctx.db, input)),
  resume: procedure.input(RunRef.extend({ step: Step.optional() })).mutation(({ ctx, input }) => resumeRun(ctx, input)),
  resumeSteps: procedure.input(RunRef).query(({ ctx, input }) => resumeSteps(ctx, findRun(ctx.db, input.id))),
  remove: procedure.input(RunRef).mutation(({ ctx, input }) => removeRun(ctx, input)),
});

import { z } from "zod";
import { createProject } from "#server/projects/create.ts";
import { listProjects } from "#server/projects/list.ts";
import { updateProject } from "#server/projects/update.ts";
import { Name } from "./inputs.ts";
import { procedure, router } from "./trpc.ts";

export const projectsRouter = router({
  list: procedure.query(({ ctx }) => listProjects(ctx.db)),
  create: procedure.input(z.object({ name: Name })).mutation(({ ctx, input }) => createProject(ctx.db, input)),
  update: procedure
    .input(z.object({ id: z.string(), name: Name }))
    .mutation(({ ctx, input }) => updateProject(ctx.db, input)),
});

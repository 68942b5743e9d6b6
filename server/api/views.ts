import { z } from "zod";
import { listViews } from "#server/views/list.ts";
import { removeView } from "#server/views/remove.ts";
import { saveView } from "#server/views/save.ts";
import { Name } from "./inputs.ts";
import { procedure, router } from "./trpc.ts";

const SaveView = z.object({ name: Name, page: Name, state: z.unknown() });

export const viewsRouter = router({
  list: procedure.query(({ ctx }) => listViews(ctx.db)),
  save: procedure.input(SaveView).mutation(({ ctx, input }) => saveView(ctx.db, input)),
  remove: procedure.input(z.object({ id: z.int().min(1) })).mutation(({ ctx, input }) => removeView(ctx.db, input)),
});

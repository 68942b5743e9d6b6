import { z } from "zod";
import { listDeliveries } from "#server/alerts/deliveries.ts";
import { getAlertSettings } from "#server/alerts/get.ts";
import { SaveAlertSettings, saveAlertSettings, TargetInput } from "#server/alerts/save.ts";
import { testTarget } from "#server/alerts/test-target.ts";
import { procedure, router } from "./trpc.ts";

export const alertsRouter = router({
  get: procedure.query(({ ctx }) => getAlertSettings(ctx.paths)),
  save: procedure.input(SaveAlertSettings).mutation(({ ctx, input }) => saveAlertSettings(ctx.paths, input)),
  test: procedure.input(TargetInput).mutation(({ ctx, input }) => testTarget(ctx, input)),
  deliveries: procedure
    .input(z.object({ limit: z.int().min(1).max(1000).default(50) }).prefault({}))
    .query(({ ctx, input }) => listDeliveries(ctx.db, input)),
});

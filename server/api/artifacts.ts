import { z } from "zod";
import { readConsole } from "#server/artifacts/console.ts";
import { listArtifacts } from "#server/artifacts/list.ts";
import { OfRun } from "./inputs.ts";
import { procedure, router } from "./trpc.ts";

const ReadConsole = OfRun.extend({
  from: z.int().optional(),
  maxBytes: z
    .int()
    .min(1)
    .max(1024 * 1024)
    .optional(),
});

export const artifactsRouter = router({
  list: procedure
    .input(OfRun.extend({ path: z.string().max(4096).optional() }))
    .query(({ ctx, input }) => listArtifacts(ctx, input)),
  console: procedure.input(ReadConsole).query(({ ctx, input }) => readConsole(ctx, input)),
});

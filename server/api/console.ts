import { z } from "zod";
import { readHead } from "#server/console/head.ts";
import { readRows } from "#server/console/rows.ts";
import { searchConsole } from "#server/console/search.ts";
import { OfRun } from "./inputs.ts";
import { procedure, router } from "./trpc.ts";

const Row = z.int().min(0);

export const consoleRouter = router({
  head: procedure.input(OfRun).query(({ ctx, input }) => readHead(ctx, input)),
  rows: procedure
    .input(OfRun.extend({ from: z.int(), count: z.int().min(1).max(1000) }))
    .query(({ ctx, input }) => readRows(ctx, input)),
  search: procedure
    .input(OfRun.extend({ text: z.string().min(1).max(1000), matchCase: z.boolean(), from: Row, to: Row.optional() }))
    .query(({ ctx, input }) => searchConsole(ctx, input)),
});

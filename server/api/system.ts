import { systemInfo } from "#server/system/info.ts";
import { readQueue } from "#server/system/queue.ts";
import { procedure, router } from "./trpc.ts";

export const systemRouter = router({
  info: procedure.query(({ ctx }) => systemInfo(ctx)),
  queue: procedure.query(({ ctx }) => readQueue(ctx.db)),
});

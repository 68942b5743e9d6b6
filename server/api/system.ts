import { readHostHistory } from "#server/system/host-history.ts";
import { systemInfo } from "#server/system/info.ts";
import { readQueue } from "#server/system/queue.ts";
import { procedure, router } from "./trpc.ts";

export const systemRouter = router({
  info: procedure.query(({ ctx }) => systemInfo(ctx)),
  host: procedure.query(({ ctx }) => readHostHistory(ctx.paths)),
  queue: procedure.query(({ ctx }) => readQueue(ctx.db)),
});

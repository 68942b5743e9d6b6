import { pauseQueue, resumeQueue } from "#server/queue/pause.ts";
import { placeInQueue } from "#server/queue/place.ts";
import { RunId, RunRef } from "./inputs.ts";
import { procedure, router } from "./trpc.ts";

export const queueRouter = router({
  pause: procedure.mutation(({ ctx }) => pauseQueue(ctx.db)),
  resume: procedure.mutation(({ ctx }) => resumeQueue(ctx.db)),
  place: procedure
    .input(RunRef.extend({ before: RunId.nullable() }))
    .mutation(({ ctx, input }) => placeInQueue(ctx.db, input)),
});

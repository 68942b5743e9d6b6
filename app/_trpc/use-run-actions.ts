import { useMutation, useQueryClient } from "@tanstack/react-query";
import { applyRuns } from "./apply-live.ts";
import { useTRPC } from "./context.ts";
import type { RunRow } from "./rows.ts";

/** What can be done to a run. The answer is laid over the cache at once; failures are said by the cache's notifier. */
export function useRunActions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSuccess = (run: RunRow) => applyRuns(queryClient, trpc, [run]);
  return {
    update: useMutation(trpc.runs.update.mutationOptions({ onSuccess })),
    cancel: useMutation(trpc.runs.cancel.mutationOptions({ onSuccess })),
    again: useMutation(trpc.runs.again.mutationOptions({ onSuccess })),
    resume: useMutation(trpc.runs.resume.mutationOptions({ onSuccess })),
    remove: useMutation(
      trpc.runs.remove.mutationOptions({ onSuccess: ({ id }) => applyRuns(queryClient, trpc, [], [id]) }),
    ),
  };
}

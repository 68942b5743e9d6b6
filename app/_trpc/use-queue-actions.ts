import { useMutation, useQueryClient } from "@tanstack/react-query";
import { applyRuns } from "./apply-live.ts";
import { useTRPC } from "./context.ts";

/** What can be done to the queue; failures are said by the cache's notifier. */
export function useQueueActions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSuccess = () => queryClient.invalidateQueries(trpc.system.queue.queryFilter());
  return {
    pause: useMutation(trpc.queue.pause.mutationOptions({ onSuccess })),
    resume: useMutation(trpc.queue.resume.mutationOptions({ onSuccess })),
    place: useMutation(trpc.queue.place.mutationOptions({ onSuccess: (run) => applyRuns(queryClient, trpc, [run]) })),
  };
}

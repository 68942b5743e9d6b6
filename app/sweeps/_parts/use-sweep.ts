import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#app/_trpc/context.ts";
import type { SweepDetail } from "#app/_trpc/rows.ts";
import { hasEnded } from "#app/_ui/run-state.ts";

export const ASK_EVERY_MS = 5_000;

/** A sweep, asked for again while a run of it may still change. */
export function useSweep(id: string) {
  const trpc = useTRPC();
  return useQuery(
    trpc.sweeps.get.queryOptions(
      { id },
      { refetchInterval: ({ state }) => (isOver(state.data) ? false : ASK_EVERY_MS) },
    ),
  );
}

function isOver(sweep: SweepDetail | undefined): boolean {
  return sweep?.runs.every(({ status }) => hasEnded(status)) ?? false;
}

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "#app/_trpc/context.ts";
import { type Arrangement, readArrangement } from "./arrangement.ts";

/** Pages whose panels are arranged: one run's, several runs'. */
export type PanelPage = "panels:run" | "panels:compare";

/** A project's arrangement of a page's panels, kept on the server; null until it is known. */
export function useArrangement(page: PanelPage, projectId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const queryKey = trpc.views.list.queryKey();
  const views = useQuery(trpc.views.list.queryOptions());
  const isThis = (view: { page: string; name: string }) => view.page === page && view.name === projectId;
  const state = views.data?.find(isThis)?.state;
  const isKnown = views.data !== undefined || views.isError;
  const arrangement = useMemo(() => (isKnown ? readArrangement(state ?? {}) : null), [isKnown, state]);
  const save = useMutation(
    trpc.views.save.mutationOptions({
      // Shown before it is kept: a panel that is dropped must not jump back meanwhile.
      onMutate: (next) =>
        queryClient.setQueryData(queryKey, (old) => {
          const now = Date.now();
          const known = old?.find(isThis) ?? { id: -1, name: projectId, page, createdAt: now };
          return [...(old ?? []).filter((view) => !isThis(view)), { ...known, state: next.state, updatedAt: now }];
        }),
      onSettled: () => queryClient.invalidateQueries({ queryKey }),
    }),
  );
  const arrange = (next: Arrangement) => save.mutate({ page, name: projectId, state: next });
  return [arrangement, arrange] as const;
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "#app/_trpc/context.ts";
import type { SweepPlanInput } from "#app/_trpc/rows.ts";
import type { Source } from "../source.ts";
import { useIdentity } from "../use-identity.ts";

type Input = { recipe: string; source: Source; config: Record<string, unknown>; plan: SweepPlanInput | null };

/** Name, tags and project of the sweep to be, and the act of starting it. */
export function useSweepLaunch({ recipe, source, config, plan }: Input) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { identity, ...form } = useIdentity(source);
  const create = useMutation(
    trpc.sweeps.create.mutationOptions({
      meta: { silent: true },
      onSuccess: (sweep) => {
        void queryClient.invalidateQueries({ queryKey: trpc.runs.list.pathKey() });
        void queryClient.invalidateQueries({ queryKey: trpc.sweeps.pathKey() });
        router.push(`/sweeps/${sweep.id}`);
      },
    }),
  );
  const submit = () => {
    if (!plan) return;
    create.mutate({
      recipe,
      preset: source.preset?.name ?? null,
      config,
      plan,
      project: identity.project.trim() || "default",
      ...(identity.name.trim() && { name: identity.name.trim() }),
      tags: identity.tags,
    });
  };
  return { ...form, identity, submit, isLaunching: create.isPending || create.isSuccess, error: create.error };
}

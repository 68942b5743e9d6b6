import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { fieldId } from "#app/_form/field-row.tsx";
import { applyRuns } from "#app/_trpc/apply-live.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { Source } from "./source.ts";
import { useIdentity } from "./use-identity.ts";

type Input = {
  recipe: string;
  source: Source;
  config: Record<string, unknown>;
  errors: Record<string, string>;
};

/** Name, tags, note and project of the run to be, and the act of launching it. */
export function useLaunch({ recipe, source, config, errors }: Input) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { identity, ...form } = useIdentity(source);
  const create = useMutation(
    trpc.runs.create.mutationOptions({
      meta: { silent: true },
      onSuccess: (run) => {
        applyRuns(queryClient, trpc, [run]);
        router.push(`/runs/${run.id}`);
      },
    }),
  );

  const submit = () => {
    const first = Object.keys(errors)[0];
    if (first !== undefined) return showField(first);
    create.mutate({
      recipe,
      preset: source.preset?.name ?? null,
      config,
      project: identity.project.trim() || "default",
      ...(identity.name.trim() && { name: identity.name.trim() }),
      ...(identity.note.trim() && { note: identity.note.trim() }),
      tags: identity.tags,
      ...(source.parent && { parentId: source.parent.id }),
    });
  };
  return { ...form, identity, submit, isLaunching: create.isPending || create.isSuccess, error: create.error };
}

function showField(path: string) {
  const control =
    document.getElementById(fieldId(path)) ?? document.getElementById(fieldId(path.replace(/\.kind$/, "")));
  control?.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
}

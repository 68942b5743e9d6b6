import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "#app/_shell/use-project.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { Source } from "./source.ts";

export type Identity = { name: string; tags: string[]; note: string; project: string };

/** What is launched is called so, and belongs there: the parent's project, else the one that is being looked at. */
export function useIdentity(source: Source) {
  const trpc = useTRPC();
  const [projectId] = useProject();
  const projects = useQuery(trpc.projects.list.queryOptions());
  const [typed, setTyped] = useState({
    name: "",
    tags: source.parent?.tags ?? [],
    note: "",
    project: null as string | null,
  });
  const current = projects.data?.find(({ id }) => id === projectId)?.name;
  const project = typed.project ?? source.parent?.projectName ?? current ?? "default";
  const identity: Identity = { ...typed, project };
  return {
    identity,
    setIdentity: (next: Partial<Identity>) => setTyped((before) => ({ ...before, ...next })),
    projectNames: projects.data?.map(({ name }) => name) ?? [],
  };
}

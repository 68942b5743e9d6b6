import type { RunDetail } from "#app/_trpc/rows.ts";

export type ComparedRun = Pick<RunDetail, "id" | "name" | "status" | "startedAt" | "projectId" | "fullConfig">;

/** What a comparison shows of a run beside its metrics. All else of a live run changes with every point. */
export function comparedRun({ id, name, status, startedAt, projectId, fullConfig }: RunDetail): ComparedRun {
  return { id, name, status, startedAt, projectId, fullConfig };
}

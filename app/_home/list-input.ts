import type { RunListInput, RunStatus } from "#app/_trpc/rows.ts";
import type { MetricFigure } from "#server/runs/list.ts";
import { FIGURES } from "./columns.ts";

export const PAGE_SIZE = 100;

/** Statuses as a reader groups them. */
export const STATUS_FILTERS = {
  live: ["queued", "starting", "running", "stopping"],
  finished: ["finished"],
  failed: ["failed", "preempted", "lost"],
  cancelled: ["cancelled"],
} as const satisfies Record<string, RunStatus[]>;
export type StatusFilter = keyof typeof STATUS_FILTERS;

/** What the URL of the runs table says, as a question to the API. */
export function listInput(params: URLSearchParams, projectId: string): RunListInput {
  const status = params.get("status");
  const search = params.get("q")?.trim();
  const tag = params.get("tag");
  const page = Math.max(1, Math.floor(Number(params.get("page")) || 1));
  return {
    ...(projectId && { projectId }),
    ...(isStatusFilter(status) && { status: [...STATUS_FILTERS[status]] }),
    ...(search && { search }),
    ...(tag && { tag }),
    ...(params.get("starred") && { starred: true }),
    sort: { ...readSort(params), desc: params.get("dir") !== "asc" },
    limit: PAGE_SIZE,
    offset: (page - 1) * PAGE_SIZE,
  };
}

/** What the table is sorted by: a field of a run, or of a metric its last value or what `by` says. */
export function readSort(params: URLSearchParams): { key: string; by?: MetricFigure } {
  const by = FIGURES.find((figure) => figure === params.get("by"));
  return { key: params.get("sort") ?? "createdAt", ...(by && { by }) };
}

export function isStatusFilter(value: string | null): value is StatusFilter {
  return value !== null && value in STATUS_FILTERS;
}

/** Whether anything narrows the list: then "no rows" is not "no runs". */
export function isNarrowed(params: URLSearchParams): boolean {
  return ["q", "tag", "status", "starred"].some((key) => params.get(key));
}

import type { RunListInput, RunStatus } from "#app/_trpc/rows.ts";

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
    sort: { key: params.get("sort") ?? "createdAt", desc: params.get("dir") !== "asc" },
    limit: PAGE_SIZE,
    offset: (page - 1) * PAGE_SIZE,
  };
}

export function isStatusFilter(value: string | null): value is StatusFilter {
  return value !== null && value in STATUS_FILTERS;
}

/** Whether anything narrows the list: then "no rows" is not "no runs". */
export function isNarrowed(params: URLSearchParams): boolean {
  return ["q", "tag", "status", "starred"].some((key) => params.get(key));
}

import type { RunRow } from "#server/runs/row.ts";
import type { RunStatus } from "#server/runs/status.ts";
import type { Messages } from "./messages/en.ts";
import { formatNumber } from "./number.ts";
import type { Colour } from "./paint.ts";
import type { Session } from "./session.ts";
import { type Column, formatTable } from "./table.ts";
import { formatTime } from "./time.ts";

const COLOURS: Record<RunStatus, Colour | null> = {
  queued: "dim",
  starting: "blue",
  running: "blue",
  stopping: "yellow",
  finished: "green",
  failed: "red",
  cancelled: "yellow",
  preempted: "yellow",
  lost: "red",
};

/** Runs for people, one a line; `extra` metrics or config paths get columns of their own. */
export function formatRuns({ messages, hasColour }: Session, runs: RunRow[], extra: string[] = []): string {
  const { heads } = messages;
  const columns: Column<RunRow>[] = [
    { head: heads.id, cell: (run) => run.id },
    { head: heads.name, cell: (run) => run.name },
    { head: heads.status, cell: (run) => statusText(run, messages), colour: (run) => statusColour(run.status) },
    { head: heads.project, cell: (run) => run.projectName },
    { head: heads.preset, cell: (run) => run.preset ?? "" },
    { head: heads.step, cell: stepText, align: "right" },
    { head: "train/loss", cell: (run) => metricText(run, "train/loss"), align: "right" },
    ...extra.map((key): Column<RunRow> => ({ head: key, cell: (run) => metricText(run, key), align: "right" })),
    { head: heads.created, cell: (run) => formatTime(run.createdAt) },
    { head: heads.tags, cell: (run) => run.tags.join(", ") },
  ];
  return formatTable(runs, columns, { hasColour });
}

/** "queued #2", "running". */
export function statusText({ status, position }: Pick<RunRow, "status" | "position">, { statuses }: Messages): string {
  return position === null ? statuses[status] : `${statuses[status]} #${position}`;
}

export function statusColour(status: RunStatus): Colour | null {
  return COLOURS[status];
}

/** "120/1600". */
export function stepText({ step, maxSteps }: Pick<RunRow, "step" | "maxSteps">): string {
  return maxSteps === null ? String(step) : `${step}/${maxSteps}`;
}

function metricText({ summary }: RunRow, key: string): string {
  return key in summary ? formatNumber(summary[key]) : "";
}

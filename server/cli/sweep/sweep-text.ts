import type { SweepDetail, SweepRun } from "#server/sweeps/get.ts";
import type { SweepPreview } from "#server/sweeps/preview.ts";
import type { SweepRow } from "#server/sweeps/row.ts";
import { fieldText } from "../config-fields.ts";
import { formatNumber } from "../number.ts";
import { statusColour, stepText } from "../run-table.ts";
import type { Session } from "../session.ts";
import { type Column, formatFields, formatTable } from "../table.ts";
import { formatTime } from "../time.ts";

/** Sweeps, one a line. */
export function formatSweeps({ messages, hasColour }: Session, sweeps: SweepRow[]): string {
  const { heads, sweep: words } = messages;
  const columns: Column<SweepRow>[] = [
    { head: heads.id, cell: ({ id }) => id },
    { head: heads.name, cell: ({ name }) => name },
    { head: words.heads.method, cell: ({ method }) => method },
    { head: words.heads.runs, cell: (row) => countsText(row, messages.statuses) },
    { head: words.heads.objective, cell: ({ objective }) => `${objective.metric}:${objective.goal}` },
    { head: words.heads.best, cell: ({ best }) => formatNumber(best?.value), align: "right" },
    { head: words.heads.bestRun, cell: ({ best }) => best?.runName ?? "" },
    { head: heads.created, cell: ({ createdAt }) => formatTime(createdAt) },
  ];
  return formatTable(sweeps, columns, { hasColour });
}

/** A sweep with its trials, the best first, and what matters. */
export function formatSweep(session: Session, sweep: SweepDetail): string {
  const { messages, hasColour } = session;
  const { heads, sweep: words } = messages;
  const { importance, objective, plan } = sweep;
  const fields = formatFields(
    [
      [heads.id, sweep.id],
      [heads.name, sweep.name],
      [heads.project, sweep.projectName],
      [heads.recipe, [sweep.recipe, sweep.preset].filter(Boolean).join(" · ")],
      [words.heads.method, sweep.method],
      [words.heads.runs, countsText(sweep, messages.statuses)],
      [words.heads.objective, `${objective.metric}:${objective.goal}`],
      [words.heads.best, sweep.best && `${formatNumber(sweep.best.value)} · ${sweep.best.runName}`],
      [heads.created, formatTime(sweep.createdAt)],
    ],
    { hasColour },
  );
  const sign = objective.goal === "min" ? 1 : -1;
  const value = ({ objective: own }: SweepRun) => (own?.best == null ? Number.POSITIVE_INFINITY : sign * own.best);
  const runs = sweep.runs.toSorted((a, b) => value(a) - value(b) || a.trial - b.trial);
  const trials = formatTable(
    runs,
    runColumns(
      session,
      plan.fields.map(({ path }) => path),
    ),
    { hasColour },
  );
  return [fields, trials, importanceText(session, importance)].filter(Boolean).join("\n\n");
}

/** The first trials of a sweep that is not started. */
export function formatPreview({ messages, hasColour }: Session, { trials }: SweepPreview): string {
  const paths = Object.keys(trials[0]?.values ?? {});
  const columns: Column<SweepPreview["trials"][number]>[] = [
    { head: messages.sweep.heads.trial, cell: ({ trial }) => String(trial), align: "right" },
    ...paths.map((path) => ({
      head: path,
      cell: ({ values }: SweepPreview["trials"][number]) => fieldText(values[path]),
      align: "right" as const,
    })),
  ];
  return formatTable(trials, columns, { hasColour });
}

function runColumns({ messages }: Session, paths: string[]): Column<SweepRun>[] {
  const { heads, sweep: words, statuses } = messages;
  return [
    { head: words.heads.trial, cell: ({ trial }) => String(trial), align: "right" },
    { head: heads.id, cell: ({ id }) => id },
    { head: heads.status, cell: ({ status }) => statuses[status], colour: ({ status }) => statusColour(status) },
    ...paths.map(
      (path): Column<SweepRun> => ({
        head: path.split(".").at(-1)!,
        cell: ({ values }) => fieldText(values[path] ?? null),
        align: "right",
      }),
    ),
    { head: words.heads.best, cell: ({ objective }) => formatNumber(objective?.best), align: "right" },
    { head: heads.step, cell: stepText, align: "right" },
  ];
}

function importanceText({ messages, hasColour }: Session, { fields, runs, least }: SweepDetail["importance"]): string {
  const { sweep: words } = messages;
  if (fields.length === 0) return words.fewRuns(runs, least);
  return formatTable(
    fields,
    [
      { head: words.heads.field, cell: ({ path }) => path },
      { head: words.heads.importance, cell: ({ share }) => `${(100 * share).toFixed(1)} %`, align: "right" },
      {
        head: words.heads.correlation,
        cell: ({ correlation }) => (correlation === null ? "" : correlation.toFixed(2)),
        align: "right",
      },
    ],
    { hasColour },
  );
}

/** "3 finished, 1 running". */
export function countsText({ counts }: Pick<SweepRow, "counts">, names: Session["messages"]["statuses"]): string {
  const there = Object.entries(counts) as [keyof typeof names, number][];
  return there.map(([status, count]) => `${count} ${names[status]}`).join(", ");
}

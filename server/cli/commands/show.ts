import type { Command } from "commander";
import type { LatestRow } from "#server/metrics/latest.ts";
import type { NoteRow } from "#server/notes/list.ts";
import type { RunDetail } from "#server/runs/get.ts";
import { changedFields, fieldText } from "../config-fields.ts";
import { findRun } from "../find-run.ts";
import { formatNumber, MISSING } from "../number.ts";
import { paint } from "../paint.ts";
import { print } from "../print.ts";
import { statusColour, statusText, stepText } from "../run-table.ts";
import type { Session } from "../session.ts";
import { formatFields, formatTable } from "../table.ts";
import { formatDuration, formatTime } from "../time.ts";

export function addShow(program: Command, session: Session) {
  const { show } = session.messages.commands;
  program
    .command("show")
    .description(show.about)
    .argument("<run>", session.messages.help.run)
    .action((typed: string) => showRun(session, typed));
}

async function showRun(session: Session, typed: string) {
  const { api } = session;
  const { id } = await findRun(session, typed);
  const [run, latest, notes] = await Promise.all([
    api.runs.get.query({ id }),
    api.metrics.latest.query({ runIds: [id] }),
    api.notes.list.query({ runId: id }),
  ]);
  const metrics = latest[0]?.values ?? {};
  print(session, {
    json: { ...run, metrics, notes },
    text: () =>
      [overview(session, run), config(session, run), values(session, metrics), remarks(session, notes)]
        .filter(Boolean)
        .join("\n\n"),
  });
}

function overview({ messages, hasColour }: Session, run: RunDetail): string {
  const { heads } = messages;
  const { startedAt, endedAt, code } = run;
  const status = statusText(run, messages) + (run.endReason ? ` (${run.endReason})` : "");
  const fields = formatFields(
    [
      [heads.id, run.id],
      [heads.name, run.name],
      [heads.status, status],
      [heads.project, run.projectName],
      [heads.recipe, run.recipe],
      [heads.preset, run.preset],
      [heads.tags, run.tags.length > 0 ? run.tags.join(", ") : null],
      [heads.step, stepText(run)],
      [heads.attempt, run.attempt > 0 ? String(run.attempt) : null],
      [heads.created, formatTime(run.createdAt)],
      [heads.started, startedAt === null ? null : formatTime(startedAt)],
      [heads.ended, endedAt === null ? null : formatTime(endedAt)],
      [heads.duration, startedAt === null ? null : formatDuration((endedAt ?? Date.now()) - startedAt)],
      [heads.exit, run.exitSignal ?? (run.exitCode === null ? null : String(run.exitCode))],
      [heads.code, code === null ? null : `${code.version} ${code.commit ?? ""}`.trim()],
      [heads.folder, run.dir],
    ],
    { hasColour },
  );
  const colour = statusColour(run.status);
  return hasColour ? fields.replace(status, paint(status, colour)) : fields;
}

function config({ messages, hasColour }: Session, { fullConfig }: RunDetail): string {
  const fields = changedFields(fullConfig).map(([path, value]): [string, string] => [path, fieldText(value)]);
  if (fields.length === 0) return "";
  return `${messages.changedConfig}\n${formatFields(fields, { hasColour })}`;
}

function values({ messages, hasColour }: Session, metrics: LatestRow["values"]): string {
  const { heads } = messages;
  const rows = Object.entries(metrics).sort(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length === 0) return "";
  return formatTable(
    rows,
    [
      { head: heads.metric, cell: ([key]) => key },
      { head: heads.last, cell: ([, { value }]) => formatNumber(value), align: "right" },
      { head: heads.min, cell: ([, { min }]) => formatNumber(min), align: "right" },
      { head: heads.max, cell: ([, { max }]) => formatNumber(max), align: "right" },
      { head: heads.step, cell: ([, { step }]) => String(step), align: "right" },
    ],
    { hasColour },
  );
}

function remarks({ messages, hasColour }: Session, notes: NoteRow[]): string {
  const { heads } = messages;
  if (notes.length === 0) return "";
  return formatTable(
    notes,
    [
      { head: heads.time, cell: ({ createdAt }) => formatTime(createdAt) },
      { head: heads.step, cell: ({ step }) => (step === null ? MISSING : String(step)), align: "right" },
      { head: heads.note, cell: ({ text }) => text },
    ],
    { hasColour },
  );
}

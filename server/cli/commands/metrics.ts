import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import type { ExportFormat } from "#server/metrics/export-formats.ts";
import type { RawRow } from "#server/metrics/raw.ts";
import { collect, oneOf } from "../arguments.ts";
import { request } from "../connect.ts";
import { findRun } from "../find-run.ts";
import { formatNumber } from "../number.ts";
import { expectKeys, rawPoints } from "../raw-points.ts";
import { jsonText } from "../raw-text.ts";
import { readBody } from "../save-stream.ts";
import type { Session } from "../session.ts";
import { formatTable } from "../table.ts";
import { formatTime } from "../time.ts";

/** Written out: what knows how to write them would be loaded with every command. */
const FORMATS = ["csv", "jsonl", "parquet"] as const satisfies ExportFormat[];
type Options = { key?: string[]; format?: ExportFormat };
type Run = { id: string; name: string };

/** `vela metrics`: for people the last values, or a metric's points; with --format or --json every point exactly. */
export function addMetrics(program: Command, session: Session) {
  const { messages } = session;
  const { metrics } = messages.commands;
  program
    .command("metrics")
    .description(metrics.about)
    .argument("<run>", messages.help.run)
    .option("--key <metric>", metrics.key, collect)
    .option("--format <format>", metrics.format, oneOf(FORMATS, messages))
    .action((typed: string, options: Options) => printMetrics(session, typed, options));
}

async function printMetrics(session: Session, typed: string, { key: keys = [], format }: Options) {
  const run = await findRun(session, typed);
  await expectKeys(session, run, keys);
  const points = () => rawPoints(session, run.id, keys);
  if (format) return exportPoints(session, run.id, { keys, format });
  if (session.isJson()) return stream(session, jsonText(run.id, points()));
  const text = keys.length > 0 ? await pointsTable(session, points()) : await lastTable(session, run);
  session.stdout.write(`${text}\n`);
}

/** The server writes the file as it reads its points; nothing of it is held here. */
async function exportPoints(
  { server, stdout }: Session,
  run: string,
  { keys, format }: { keys: string[]; format: ExportFormat },
) {
  const asked = new URLSearchParams([["run", run], ...keys.map((key) => ["key", key])]);
  const response = await request(server, `${server.url}/api/export/points.${format}?${asked}`);
  await pipeline(readBody(response), stdout, { end: false });
}

async function stream({ stdout }: Session, text: AsyncGenerator<string>) {
  await pipeline(Readable.from(text), stdout, { end: false });
}

async function pointsTable({ messages: { heads }, hasColour }: Session, pages: AsyncGenerator<RawRow[]>) {
  const rows: RawRow[] = [];
  for await (const page of pages) for (const row of page) rows.push(row);
  return formatTable(
    rows,
    [
      { head: heads.metric, cell: ({ key }) => key },
      { head: heads.attempt, cell: ({ attempt }) => String(attempt), align: "right" },
      { head: heads.step, cell: ({ step }) => String(step), align: "right" },
      { head: heads.time, cell: ({ time }) => formatTime(time) },
      { head: heads.value, cell: ({ value }) => formatNumber(value), align: "right" },
    ],
    { hasColour },
  );
}

async function lastTable({ api, messages, hasColour }: Session, { id, name }: Run): Promise<string> {
  const { heads } = messages;
  const [keys, latest] = await Promise.all([
    api.metrics.keys.query({ runIds: [id] }),
    api.metrics.latest.query({ runIds: [id] }),
  ]);
  if (keys.length === 0) return messages.noMetrics(name);
  const values = latest[0]?.values ?? {};
  return formatTable(
    keys,
    [
      { head: heads.metric, cell: ({ key }) => key },
      { head: heads.points, cell: ({ points }) => String(points), align: "right" },
      { head: heads.step, cell: ({ lastStep }) => String(lastStep), align: "right" },
      { head: heads.last, cell: ({ key }) => formatNumber(values[key]?.value), align: "right" },
      { head: heads.min, cell: ({ key }) => formatNumber(values[key]?.min), align: "right" },
      { head: heads.max, cell: ({ key }) => formatNumber(values[key]?.max), align: "right" },
    ],
    { hasColour },
  );
}

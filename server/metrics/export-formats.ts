import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { encodeValue } from "#trainer/contract/log.ts";
import type { ExportPiece } from "./export-rows.ts";

export const EXPORT_FORMATS = ["csv", "jsonl", "parquet"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

type Format = { type: string; write(pieces: Iterable<ExportPiece>): Iterable<string | Uint8Array> };

/** Points as files: time in milliseconds since the epoch, values with every digit, what is not finite by name. */
export const FORMATS: Record<ExportFormat, Format> = {
  csv: { type: "text/csv; charset=utf-8", write: csv },
  jsonl: { type: "application/jsonl; charset=utf-8", write: jsonl },
  parquet: { type: "application/vnd.apache.parquet", write: parquet },
};

/** RFC 4180. */
function* csv(pieces: Iterable<ExportPiece>) {
  yield "run,key,attempt,step,time,value\n";
  for (const { run, key, attempt, step, time, value } of pieces) {
    const names = `${run},${csvCell(key)},${attempt}`;
    let text = "";
    for (let i = 0; i < step.length; i++) text += `${names},${step[i]},${time[i]},${value[i]}\n`;
    yield text;
  }
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One JSON object a line. */
function* jsonl(pieces: Iterable<ExportPiece>) {
  for (const { run, key, attempt, step, time, value } of pieces) {
    let text = "";
    for (let i = 0; i < step.length; i++)
      text += `${JSON.stringify({ run, key, attempt, step: step[i], time: time[i], value: encodeValue(value[i]!) })}\n`;
    yield text;
  }
}

/** Rows of a row group: what a reader must hold at once, and so what we hold. */
const GROUP_ROWS = 65_536;

const required = { repetition_type: "REQUIRED" } as const;
const SCHEMA: ConstructorParameters<typeof ParquetWriter>[0]["schema"] = [
  { name: "root", num_children: 6 },
  { name: "run", type: "BYTE_ARRAY", converted_type: "UTF8", ...required },
  { name: "key", type: "BYTE_ARRAY", converted_type: "UTF8", ...required },
  { name: "attempt", type: "INT32", ...required },
  { name: "step", type: "INT64", ...required },
  { name: "time", type: "INT64", converted_type: "TIMESTAMP_MILLIS", ...required },
  { name: "value", type: "DOUBLE", ...required },
];

function* parquet(pieces: Iterable<ExportPiece>) {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema: SCHEMA, createdBy: "Vela" });
  // What was written so far; the writer goes on counting from the start of the file.
  const drain = () => {
    const written = new Uint8Array(bytes.buffer, 0, bytes.index).slice();
    bytes.index = 0;
    return written;
  };
  let group: ExportPiece[] = [];
  let rows = 0;
  for (const piece of pieces) {
    group.push(piece);
    rows += piece.step.length;
    if (rows < GROUP_ROWS) continue;
    writeGroup(writer, group);
    yield drain();
    group = [];
    rows = 0;
  }
  if (rows > 0) writeGroup(writer, group);
  writer.finish();
  yield drain();
}

function writeGroup(writer: ParquetWriter, group: ExportPiece[]) {
  const repeated = <T>(of: (piece: ExportPiece) => T) =>
    group.flatMap((piece) => new Array<T>(piece.step.length).fill(of(piece)));
  const each = <T>(column: "step" | "time" | "value", as: (value: number) => T) =>
    group.flatMap((piece) => Array.from(piece[column], as));
  writer.write({
    columnData: [
      { name: "run", data: repeated(({ run }) => run) },
      { name: "key", data: repeated(({ key }) => key) },
      { name: "attempt", data: repeated(({ attempt }) => attempt) },
      { name: "step", data: each("step", BigInt) },
      { name: "time", data: each("time", (ms) => new Date(ms)) },
      { name: "value", data: each("value", Number) },
    ],
    rowGroupSize: GROUP_ROWS * 2,
  });
}

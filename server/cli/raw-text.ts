import type { RawRow } from "#server/metrics/raw.ts";

type Pages = AsyncIterable<RawRow[]>;

/** Points as CSV (RFC 4180): time in milliseconds since the epoch, values with every digit. */
export async function* csvText(run: string, pages: Pages): AsyncGenerator<string> {
  yield "run,key,attempt,step,time,value\n";
  for await (const rows of pages)
    yield rows
      .map(({ key, attempt, step, time, value }) => `${run},${csvCell(key)},${attempt},${step},${time},${value}\n`)
      .join("");
}

/** Points as one JSON object a line; what is not finite is a string. */
export async function* jsonlText(run: string, pages: Pages): AsyncGenerator<string> {
  for await (const rows of pages) yield rows.map((row) => `${JSON.stringify({ run, ...row })}\n`).join("");
}

/** Points as one JSON array. */
export async function* jsonText(run: string, pages: Pages): AsyncGenerator<string> {
  let before = "[\n";
  for await (const rows of pages) {
    yield before + rows.map((row) => JSON.stringify({ run, ...row })).join(",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

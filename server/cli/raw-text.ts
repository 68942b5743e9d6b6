import type { RawRow } from "#server/metrics/raw.ts";

/** Points as one JSON array. */
export async function* jsonText(run: string, pages: AsyncIterable<RawRow[]>): AsyncGenerator<string> {
  let before = "[\n";
  for await (const rows of pages) {
    yield before + rows.map((row) => JSON.stringify({ run, ...row })).join(",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

import type { RawRow } from "#server/metrics/raw.ts";
import { CliError } from "./cli-error.ts";
import type { Session } from "./session.ts";

const PAGE = 20_000;

/** Every point of a run, or of some of its metrics, exactly as stored, page by page. */
export async function* rawPoints({ api }: Session, runId: string, keys: string[]): AsyncGenerator<RawRow[]> {
  for (const key of keys.length > 0 ? keys : [undefined]) {
    let after: string | undefined;
    do {
      const { rows, next } = await api.metrics.raw.query({ runId, key, after, limit: PAGE });
      if (rows.length > 0) yield rows;
      after = next ?? undefined;
    } while (after !== undefined);
  }
}

/** Throws for a metric that a run does not have. */
export async function expectKeys({ api, messages }: Session, run: { id: string; name: string }, keys: string[]) {
  if (keys.length === 0) return;
  const known = (await api.metrics.keys.query({ runIds: [run.id] })).map(({ key }) => key);
  const unknown = keys.find((key) => !known.includes(key));
  if (unknown !== undefined) throw new CliError(messages.unknownMetric(run.name, unknown, known));
}

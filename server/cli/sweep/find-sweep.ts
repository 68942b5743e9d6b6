import type { SweepRow } from "#server/sweeps/row.ts";
import { CliError } from "../cli-error.ts";
import type { Session } from "../session.ts";

/** The sweep of an id, or of a name that one sweep alone has. */
export async function findSweep({ api, messages }: Session, typed: string): Promise<SweepRow> {
  const all = await api.sweeps.list.query({});
  const byId = all.find(({ id }) => id === typed);
  if (byId) return byId;
  const named = all.filter(({ name }) => name === typed);
  const ids = named.map(({ id }) => id);
  if (named.length > 1) throw new CliError(messages.sweep.ambiguous(typed, ids));
  if (!named[0]) throw new CliError(messages.sweep.unknown(typed));
  return named[0];
}

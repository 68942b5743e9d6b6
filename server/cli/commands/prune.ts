import { CliError } from "../cli-error.ts";
import { findRun } from "../find-run.ts";
import { formatBytes } from "../number.ts";
import { print } from "../print.ts";
import type { Session } from "../session.ts";
import { formatTable } from "../table.ts";
import { formatTime } from "../time.ts";

export type PruneOptions = { keep?: number; best?: string; yes?: boolean };

/** Print which checkpoints the rules let go, of one run or all; with --yes delete exactly those. */
export async function pruneCheckpoints(session: Session, typed: string | undefined, { keep, best, yes }: PruneOptions) {
  const { api, messages, hasColour } = session;
  const { heads, prune } = messages;
  if (keep === undefined) throw new CliError(prune.needsKeep, { exitCode: 2 });
  const keepBest = best === undefined ? undefined : readBest(session, best);
  const rules = { keepNewest: keep, ...(keepBest && { keepBest }) };
  const runIds = typed === undefined ? undefined : [(await findRun(session, typed)).id];
  const plan = await api.checkpoints.plan.query({ rules, ...(runIds && { runIds }) });
  const table = () =>
    formatTable(
      plan.checkpoints,
      [
        { head: heads.id, cell: ({ runId }) => runId },
        { head: heads.name, cell: ({ runName }) => runName },
        { head: heads.step, cell: ({ step }) => String(step), align: "right" },
        { head: heads.size, cell: ({ bytes }) => formatBytes(bytes), align: "right" },
        { head: heads.time, cell: ({ time }) => formatTime(time) },
      ],
      { hasColour },
    );
  const count = plan.checkpoints.length;
  if (!yes || count === 0)
    return print(session, {
      json: plan,
      text: () => (count === 0 ? prune.nothing : `${table()}\n${prune.planned(count, formatBytes(plan.bytes))}`),
    });
  const done = await api.checkpoints.removeMany.mutate({ rules, checkpoints: plan.checkpoints });
  const left = done.left.map(({ runId, step, why }) => prune.left(runId, step, why[messages.language]));
  const said = prune.removed(done.removed.length, formatBytes(done.bytes));
  print(session, { json: { ...plan, ...done }, text: () => [table(), said, ...left].join("\n") });
}

/** metric:low:count or metric:high:count. */
function readBest({ messages }: Session, text: string) {
  const match = /^(.+):(low|high):(\d{1,5})$/.exec(text);
  if (!match) throw new CliError(messages.prune.badBest(text), { exitCode: 2 });
  return { metric: match[1]!, goal: match[2] as "low" | "high", count: Number(match[3]) };
}

import type { RunRow } from "#server/runs/row.ts";
import { RUN_ID } from "#trainer/contract/run-dir.ts";
import { CliError } from "./cli-error.ts";
import { isNotFound } from "./failure.ts";
import type { Session } from "./session.ts";

const PAGE = 500;

/** The run of an id, or of a display name that one run alone has. */
export async function findRun(session: Session, typed: string): Promise<RunRow> {
  const { messages } = session;
  const byId = RUN_ID.test(typed) ? await getById(session, typed) : null;
  if (byId) return byId;
  const named = await listByName(session, typed);
  if (named.length > 1)
    throw new CliError(
      messages.ambiguousRun(
        typed,
        named.map(({ id }) => id),
      ),
    );
  if (!named[0]) throw new CliError(messages.unknownRun(typed));
  return named[0];
}

async function getById({ api }: Session, id: string): Promise<RunRow | null> {
  try {
    return await api.runs.get.query({ id });
  } catch (error) {
    if (isNotFound(error)) return null; // Eight letters may also be a name.
    throw error;
  }
}

async function listByName({ api }: Session, name: string): Promise<RunRow[]> {
  const found: RunRow[] = [];
  for (let offset = 0, total = 1; offset < total && name.trim() !== ""; offset += PAGE) {
    const page = await api.runs.list.query({ search: name.slice(0, 200), limit: PAGE, offset });
    found.push(...page.rows.filter((run) => run.name === name));
    total = page.total;
  }
  return found;
}

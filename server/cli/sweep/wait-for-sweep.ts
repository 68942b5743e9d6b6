import { setTimeout as sleep } from "node:timers/promises";
import { hasEnded } from "#server/runs/status.ts";
import type { SweepDetail } from "#server/sweeps/get.ts";
import { askPatiently, POLL_MS } from "../ask-patiently.ts";
import type { Session } from "../session.ts";
import { countsText } from "./sweep-text.ts";

/** Wait until every run of a sweep has ended, telling how far it is. */
export async function waitForSweep(session: Session, id: string): Promise<SweepDetail> {
  const { api, progress, messages } = session;
  for (; ; await sleep(POLL_MS)) {
    const sweep = await askPatiently(session, () => api.sweeps.get.query({ id }));
    if (sweep.runs.every(({ status }) => hasEnded(status))) {
      progress.clear();
      return sweep;
    }
    const said = countsText(sweep, messages.statuses);
    progress.show(said, said);
  }
}

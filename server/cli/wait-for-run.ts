import { setTimeout as sleep } from "node:timers/promises";
import type { RunDetail } from "#server/runs/get.ts";
import { hasEnded } from "#server/runs/status.ts";
import { askPatiently, POLL_MS } from "./ask-patiently.ts";
import { formatNumber } from "./number.ts";
import { statusText } from "./run-table.ts";
import { findSampleJob, showJob } from "./sample-job.ts";
import type { Session } from "./session.ts";

/** Wait until a run has ended, telling how far it is. */
export async function waitForRun(session: Session, id: string): Promise<RunDetail> {
  const { api, progress } = session;
  for (; ; await sleep(POLL_MS)) {
    const run = await askPatiently(session, () => api.runs.get.query({ id }));
    if (hasEnded(run.status)) {
      progress.clear();
      return run;
    }
    const job = await askPatiently(session, () => findSampleJob(session, run));
    if (job) showJob(session, job);
    else showRun(session, run);
  }
}

function showRun({ messages, progress }: Session, run: RunDetail) {
  const { status, attempt, step, maxSteps, position, summary } = run;
  const loss = summary["train/loss"];
  const parts = [statusText(run, messages), messages.stepOf(step, maxSteps)];
  if (loss !== undefined) parts.push(`train/loss ${formatNumber(loss)}`);
  const tenth = maxSteps ? Math.floor((10 * step) / maxSteps) : Math.floor(step / 100);
  progress.show(status === "queued" ? parts[0]! : parts.join(", "), `${status} ${position} ${attempt} ${tenth}`);
}

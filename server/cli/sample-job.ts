import { setTimeout as sleep } from "node:timers/promises";
import type { Job } from "#server/datasets/job.ts";
import type { RunRow } from "#server/runs/row.ts";
import { askPatiently, POLL_MS } from "./ask-patiently.ts";
import { CliError } from "./cli-error.ts";
import type { Session } from "./session.ts";

/** Wait until a sample data set is made, telling how far it is. Throws when it cannot be made. */
export async function waitForSample(session: Session, id: string): Promise<Job> {
  const { api, messages, progress } = session;
  for (; ; await sleep(POLL_MS)) {
    const job = (await askPatiently(session, () => api.datasets.jobs.query())).find((each) => each.id === id);
    if (!job) throw new CliError(messages.sampleGone);
    if (job.status !== "finished" && job.status !== "failed") {
      showJob(session, job);
      continue;
    }
    progress.clear();
    if (job.status === "failed") throw new CliError(messages.sampleFailed(job.error ?? ""));
    return job;
  }
}

/** The job that makes the data set of a queued run, or null when the run does not wait for one. */
export async function findSampleJob({ api }: Session, { status, config }: RunRow): Promise<Job | null> {
  if (status !== "queued") return null;
  const jobs = await api.datasets.jobs.query();
  const isOpen = (job: Job) => job.status === "queued" || job.status === "running";
  return jobs.find((job) => isOpen(job) && datasetName(job) === config.datasetName) ?? null;
}

export function showJob({ messages, progress }: Session, job: Job) {
  const line = messages.makingSample(datasetName(job), job.done, job.total);
  progress.show(line, `${job.id} ${job.status} ${Math.floor((10 * job.done) / job.total)}`);
}

export function datasetName({ size }: Job): string {
  return `vela_scoop_${size}`;
}

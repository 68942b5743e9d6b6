import { and, eq, inArray } from "drizzle-orm";
import { runs } from "#server/db/schema.ts";
import { storeSample } from "#server/metrics/store-sample.ts";
import { LIVE_STATUSES } from "#server/runs/status.ts";
import { addHostSample } from "#server/system/host-history.ts";
import { jobProcesses } from "../backends/local.ts";
import { every } from "../every.ts";
import type { World } from "../world.ts";
import { openHostMeter } from "./host-meter.ts";
import { type NvidiaSmi, openNvidiaSmi } from "./nvidia-smi.ts";
import { GPU_FIELDS, GPU_PROCESS_FIELDS, parseGpuProcesses, parseGpus } from "./parse-gpus.ts";
import { processTree } from "./process-tree.ts";
import { readProcesses, readTree } from "./read-processes.ts";
import { sampleValues } from "./sample-values.ts";
import { type TreeReading, treeUsage } from "./tree-usage.ts";

const SAMPLE_MS = 10_000;

/** Sample the machine and what each live run takes of it, until the signal. */
export async function sampleMachine(world: World, signal: AbortSignal) {
  const sample = makeSampler(world);
  for await (const _ of every(world.sampleMs ?? SAMPLE_MS, signal)) {
    // A full disk or a busy database costs a sample; the runs must not lose their worker over it.
    await sample().catch((error: unknown) => console.error(`sampling the machine: ${(error as Error).message}`));
  }
}

/** A taker of samples. What a run uses is known from its second one on. */
export function makeSampler(world: World, { nvidiaSmi = openNvidiaSmi(), now = Date.now } = {}): () => Promise<void> {
  const readHost = openHostMeter(world.paths);
  let before = new Map<string, TreeReading>();
  return async () => {
    const gpus = parseGpus((await nvidiaSmi(`--query-gpu=${GPU_FIELDS}`)) ?? "");
    const live = liveRuns(world);
    const isAsked = gpus.length > 0 && live.some((run) => run.gpus.length === 0);
    const gpuUsers = isAsked ? await gpuProcesses(nvidiaSmi) : [];
    const processes = live.length > 0 ? await readProcesses() : [];
    const atMs = performance.now();
    const time = now();
    const host = readHost(atMs);
    const readings = new Map<string, TreeReading>();
    for (const run of live) {
      const found = jobProcesses(world.paths.run(run.id), run.attempt);
      if (!found) continue;
      const tree = processTree(processes, found);
      const place = `${run.id} ${run.attempt}`;
      const reading = readTree(tree, atMs);
      readings.set(place, reading);
      const last = before.get(place);
      const usage = last && treeUsage(last, reading);
      if (!usage) continue;
      const used = new Set(gpuUsers.filter(({ pid }) => tree.some((each) => each.pid === pid)).map(({ uuid }) => uuid));
      const own = gpus.filter(({ index, uuid }) => (run.gpus.length > 0 ? run.gpus.includes(index) : used.has(uuid)));
      storeSample(world.db, { runId: run.id, attempt: run.attempt, time, values: sampleValues(usage, host, own) });
    }
    before = readings;
    addHostSample(world.paths, { time, ...host, gpus: gpus.map(({ uuid, ...gpu }) => gpu) });
  };
}

async function gpuProcesses(nvidiaSmi: NvidiaSmi) {
  return parseGpuProcesses((await nvidiaSmi(`--query-compute-apps=${GPU_PROCESS_FIELDS}`)) ?? "");
}

function liveRuns({ db }: World) {
  return db
    .select({ id: runs.id, attempt: runs.attempt, gpus: runs.gpus })
    .from(runs)
    .where(and(inArray(runs.status, [...LIVE_STATUSES]), eq(runs.remote, false)))
    .all();
}

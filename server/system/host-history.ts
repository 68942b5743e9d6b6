import { appendFileSync, closeSync, openSync, readFileSync, readSync, renameSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { DataPaths } from "#server/paths.ts";

const number = z.number().nullable();

export const GpuSample = z.object({
  index: z.int(),
  name: z.string(),
  /** Of the time, how much it computed. */
  percent: number,
  memoryBytes: number,
  memoryTotalBytes: number,
  temperature: number,
  watts: number,
});
export type GpuSample = z.infer<typeof GpuSample>;

/** The machine at one moment; null is not known. `time` stands first in a line of the file. */
export const HostSample = z.object({
  time: z.int(),
  /** Of all cores. */
  cpuPercent: number,
  memoryUsedBytes: number,
  memoryTotalBytes: number,
  diskFreeBytes: z.number(),
  diskUsedBytes: z.number(),
  receivedBytesPerSecond: number,
  sentBytesPerSecond: number,
  gpus: z.array(GpuSample),
});
export type HostSample = z.infer<typeof HostSample>;

const DAY_MS = 24 * 3600 * 1000;
const SLOTS = 240;
/** With fewer samples than that in a minute none is missing; older ones are not how the machine is now. */
const STALE_MS = 60_000;

/** Add a sample to the file; one that began a day ago is put aside first. The worker alone does this. */
export function addHostSample(paths: DataPaths, sample: HostSample) {
  const [file, before] = files(paths);
  const first = firstTime(file);
  if (first !== null && sample.time - first > DAY_MS) renameSync(file, before);
  const { time, ...rest } = sample;
  appendFileSync(file, `${JSON.stringify({ time, ...rest })}\n`);
}

export type HostHistory = {
  /** The newest sample; null when it is not fresh, as without a worker. */
  now: HostSample | null;
  /** The last day in even slots, oldest first; null where nothing was sampled. */
  slots: (HostSample | null)[];
};

/** The last day of the machine. Of each slot only the last sample is parsed: there are thousands. */
export function readHostHistory(paths: DataPaths, { now = Date.now() } = {}): HostHistory {
  const slots = new Array<string | undefined>(SLOTS);
  let newest: string | undefined;
  for (const file of files(paths).reverse())
    for (const line of readLines(file)) {
      const age = now - timeOf(line);
      const slot = SLOTS - 1 - Math.floor(age / (DAY_MS / SLOTS));
      if (slot >= 0 && slot < SLOTS) slots[slot] = line;
      if (age >= 0) newest = line;
    }
  const last = parse(newest);
  return { now: last && now - last.time < STALE_MS ? last : null, slots: Array.from(slots, parse) };
}

function files({ root }: DataPaths): [file: string, before: string] {
  return [join(root, "host.jsonl"), join(root, "host.1.jsonl")];
}

/** Whole lines; a worker that was killed may have left one without its end. */
function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").slice(0, -1);
  } catch {
    return []; // No worker has sampled yet.
  }
}

function parse(line: string | undefined): HostSample | null {
  try {
    return line === undefined ? null : HostSample.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** NaN where a line is none of ours, which is in no slot then. */
function timeOf(line: string): number {
  return Number(/^\{"time":(\d+),/.exec(line)?.[1]);
}

function firstTime(file: string): number | null {
  try {
    const fd = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(64);
      const time = timeOf(bytes.toString("latin1", 0, readSync(fd, bytes)));
      // A file that does not begin with a sample is put aside like one that is too old.
      return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}

import type { DataPaths } from "#server/paths.ts";
import { diskSpace } from "#server/system/disk.ts";
import type { HostSample } from "#server/system/host-history.ts";
import { parseCpuTimes, parseMemory, parseNetwork } from "./parse-proc.ts";
import { readText } from "./read-processes.ts";

export type HostFigures = Omit<HostSample, "time" | "gpus">;

/** A reader of the machine's own figures; those that are rates are null at the first reading. */
export function openHostMeter(paths: DataPaths): (atMs: number) => HostFigures {
  let before: Counters | null = null;
  return (atMs) => {
    const now = readCounters(atMs);
    const memory = parseMemory(readText("/proc/meminfo"));
    const disk = diskSpace(paths.root);
    const figures = {
      ...rates(before, now),
      memoryUsedBytes: memory?.usedBytes ?? null,
      memoryTotalBytes: memory?.totalBytes ?? null,
      diskFreeBytes: disk.freeBytes,
      diskUsedBytes: disk.usedBytes,
    };
    before = now;
    return figures;
  };
}

export type Counters = {
  atMs: number;
  cpu: ReturnType<typeof parseCpuTimes>;
  network: ReturnType<typeof parseNetwork>;
};

function readCounters(atMs: number): Counters {
  return { atMs, cpu: parseCpuTimes(readText("/proc/stat")), network: parseNetwork(readText("/proc/net/dev")) };
}

/** Null where nothing is known, and where a counter went back: an interface that is gone took its bytes with it. */
export function rates(before: Counters | null, now: Counters) {
  const seconds = before ? (now.atMs - before.atMs) / 1000 : 0;
  const ticks = before?.cpu && now.cpu ? now.cpu.total - before.cpu.total : 0;
  const busy = before?.cpu && now.cpu ? now.cpu.busy - before.cpu.busy : 0;
  const rate = (field: "receivedBytes" | "sentBytes") => {
    const bytes = before ? now.network[field] - before.network[field] : -1;
    return seconds > 0 && bytes >= 0 ? bytes / seconds : null;
  };
  return {
    cpuPercent: ticks > 0 ? Math.min(100, Math.max(0, (100 * busy) / ticks)) : null,
    receivedBytesPerSecond: rate("receivedBytes"),
    sentBytesPerSecond: rate("sentBytes"),
  };
}

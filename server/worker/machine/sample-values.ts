import type { HostFigures } from "./host-meter.ts";
import type { GpuReading } from "./parse-gpus.ts";
import type { TreeUsage } from "./tree-usage.ts";

/** A run's sample under its metrics' names; what is not known is left out. */
export function sampleValues(usage: TreeUsage, host: HostFigures, gpus: readonly GpuReading[]): Record<string, number> {
  const all: Record<string, number | null> = {
    cpu_percent: usage.cpuPercent,
    memory_bytes: usage.memoryBytes,
    disk_read_bytes_per_second: usage.readBytesPerSecond,
    disk_write_bytes_per_second: usage.writtenBytesPerSecond,
    host_cpu_percent: host.cpuPercent,
    host_memory_bytes: host.memoryUsedBytes,
    host_disk_free_bytes: host.diskFreeBytes,
    network_received_bytes_per_second: host.receivedBytesPerSecond,
    network_sent_bytes_per_second: host.sentBytesPerSecond,
  };
  for (const { index, percent, memoryBytes, temperature, watts } of gpus)
    Object.assign(all, {
      [`gpu_${index}_percent`]: percent,
      [`gpu_${index}_memory_bytes`]: memoryBytes,
      [`gpu_${index}_temperature`]: temperature,
      [`gpu_${index}_watts`]: watts,
    });
  const known = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[`system/${name}`, value]]));
  return Object.fromEntries(known);
}

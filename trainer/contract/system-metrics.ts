import type { MetricInfo } from "./metrics.ts";

const plain = (en: string, zh: string): MetricInfo => ({ label: { en, zh }, goal: null });

/**
 * What the worker measures while a run lives. Their step is the whole seconds since the run's first start, not a
 * training step: a slow step would let later samples replace earlier ones.
 */
export const SYSTEM_METRICS: Record<string, MetricInfo> = {
  "system/cpu_percent": plain("CPU, % of one core", "CPU（占单核 %）"),
  "system/memory_bytes": plain("Memory, bytes", "内存（字节）"),
  "system/disk_read_bytes_per_second": plain("Disk read, bytes a second", "磁盘读取（字节/秒）"),
  "system/disk_write_bytes_per_second": plain("Disk written, bytes a second", "磁盘写入（字节/秒）"),
  "system/host_cpu_percent": plain("CPU of the machine, % of all cores", "整机 CPU（占全部核 %）"),
  "system/host_memory_bytes": plain("Memory of the machine in use, bytes", "整机已用内存（字节）"),
  "system/host_disk_free_bytes": plain("Free disk space, bytes", "磁盘可用空间（字节）"),
  "system/network_received_bytes_per_second": plain("Network received, bytes a second", "网络接收（字节/秒）"),
  "system/network_sent_bytes_per_second": plain("Network sent, bytes a second", "网络发送（字节/秒）"),
};

const GPU_METRIC = /^system\/gpu_(\d{1,3})_(percent|memory_bytes|temperature|watts)$/;

const GPU_LABELS: Record<string, [en: string, zh: string]> = {
  percent: ["in use, %", "利用率（%）"],
  memory_bytes: ["memory, bytes", "显存（字节）"],
  temperature: ["temperature, °C", "温度（°C）"],
  watts: ["power, W", "功率（W）"],
};

/** What a metric of the machine is called; null for any other. */
export function systemMetric(key: string): MetricInfo | null {
  if (Object.hasOwn(SYSTEM_METRICS, key)) return SYSTEM_METRICS[key]!;
  const [, index, kind = ""] = GPU_METRIC.exec(key) ?? [];
  const label = GPU_LABELS[kind];
  return label ? plain(`GPU ${index} ${label[0]}`, `GPU ${index} ${label[1]}`) : null;
}

/** Whether a metric is one that the worker measures: its steps are seconds. */
export function isSystemMetric(key: string): boolean {
  return Object.hasOwn(SYSTEM_METRICS, key) || GPU_METRIC.test(key);
}

/** Linux reports times to programs in hundredths of a second, whatever its own tick is. */
const TICKS_PER_SECOND = 100;

export type ProcessStat = {
  pid: number;
  parent: number;
  group: number;
  /** Clock ticks since boot; with the pid it names one process for good. */
  start: string;
  /** CPU seconds of all its threads, and of the children that it has waited for. */
  cpuSeconds: number;
  reapedSeconds: number;
};

/** /proc/<pid>/stat; null when the text is none, as of a process that ended while it was read. */
export function parseStat(text: string): ProcessStat | null {
  // The name in parentheses may hold spaces and parentheses itself.
  const end = text.lastIndexOf(")");
  const fields = text.slice(end + 2).split(" ");
  if (end < 0 || fields.length < 20) return null;
  const seconds = (at: number) => Number(fields[at]) / TICKS_PER_SECOND;
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(fields[1]),
    group: Number(fields[2]),
    start: fields[19]!,
    cpuSeconds: seconds(11) + seconds(12),
    reapedSeconds: seconds(13) + seconds(14),
  };
}

/** Resident bytes in /proc/<pid>/status; 0 for a zombie, which has none. */
export function parseResidentBytes(status: string): number {
  return kilobytes(status, "VmRSS") ?? 0;
}

/** Bytes that went to and from disks, of /proc/<pid>/io, with those of children that were waited for. */
export function parseIo(text: string): { readBytes: number; writtenBytes: number } | null {
  const [read, written] = [/^read_bytes: (\d+)$/m.exec(text), /^write_bytes: (\d+)$/m.exec(text)];
  return read && written ? { readBytes: Number(read[1]), writtenBytes: Number(written[1]) } : null;
}

/** Ticks of all cores since boot, in /proc/stat. Waiting for a disk is not work. */
export function parseCpuTimes(text: string): { busy: number; total: number } | null {
  const line = /^cpu +(.+)$/m.exec(text)?.[1];
  if (!line) return null;
  // user nice system idle iowait irq softirq steal; the guests' that follow are in user and nice already.
  const ticks = line.split(" ").slice(0, 8).map(Number);
  const total = ticks.reduce((sum, each) => sum + each, 0);
  return { busy: total - (ticks[3] ?? 0) - (ticks[4] ?? 0), total };
}

/** Of /proc/meminfo: all, and what is not available to a new program. */
export function parseMemory(text: string): { usedBytes: number; totalBytes: number } | null {
  const [total, available] = [kilobytes(text, "MemTotal"), kilobytes(text, "MemAvailable")];
  return total !== null && available !== null ? { usedBytes: total - available, totalBytes: total } : null;
}

/** Bytes of all interfaces but the loopback since they came up, in /proc/net/dev. */
export function parseNetwork(text: string): { receivedBytes: number; sentBytes: number } {
  const sum = { receivedBytes: 0, sentBytes: 0 };
  for (const [, name, numbers] of text.matchAll(/^ *([^\s:|]+): *(\d[\d ]*)$/gm)) {
    const columns = numbers!.trim().split(/ +/).map(Number);
    if (name === "lo" || columns.length < 9) continue;
    sum.receivedBytes += columns[0]!;
    sum.sentBytes += columns[8]!;
  }
  return sum;
}

function kilobytes(text: string, name: string): number | null {
  const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text);
  return match ? Number(match[1]) * 1024 : null;
}

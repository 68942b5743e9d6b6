/** What a process has used since it began, alone and with the children that it has waited for. */
export type ProcessUse = {
  cpuSeconds: number;
  reapedSeconds: number;
  /** With those of children waited for; null where the system does not tell. */
  readBytes: number | null;
  writtenBytes: number | null;
};

/** A run's processes by pid and start, at one moment of a clock that never goes back. */
export type TreeReading = { atMs: number; memoryBytes: number; processes: ReadonlyMap<string, ProcessUse> };

export type TreeUsage = {
  cpuPercent: number;
  memoryBytes: number;
  readBytesPerSecond: number | null;
  writtenBytesPerSecond: number | null;
};

/** What a tree of processes used between two readings; 100 % is one core. Null when no time has passed. */
export function treeUsage(before: TreeReading, now: TreeReading): TreeUsage | null {
  const seconds = (now.atMs - before.atMs) / 1000;
  if (seconds <= 0) return null;
  const own = grown(before, now, ({ cpuSeconds }) => cpuSeconds);
  // What a child had used when it was last seen is counted; its parent takes it over when it waits for it.
  const taken = grown(before, now, ({ reapedSeconds }) => reapedSeconds).all;
  const counted = own.gone + gone(before, now, ({ reapedSeconds }) => reapedSeconds);
  const [read, written] = [ioRate("readBytes"), ioRate("writtenBytes")];
  return {
    cpuPercent: (100 * (own.all + Math.max(0, taken - counted))) / seconds,
    memoryBytes: now.memoryBytes,
    readBytesPerSecond: read,
    writtenBytesPerSecond: written,
  };

  function ioRate(field: "readBytes" | "writtenBytes"): number | null {
    if ([...now.processes.values()].every((use) => use[field] === null)) return null;
    const { stayed, came, gone } = grown(before, now, (use) => use[field] ?? 0);
    return (came + Math.max(0, stayed - gone)) / seconds;
  }
}

type Figure = (use: ProcessUse) => number;

/** How much a figure grew: of processes that stayed, of those that came; and how much those had that are gone. */
function grown(before: TreeReading, now: TreeReading, of: Figure) {
  let [stayed, came] = [0, 0];
  for (const [id, use] of now.processes) {
    const old = before.processes.get(id);
    if (old) stayed += Math.max(0, of(use) - of(old));
    else came += of(use);
  }
  return { stayed, came, all: stayed + came, gone: gone(before, now, of) };
}

function gone(before: TreeReading, now: TreeReading, of: Figure): number {
  return [...before.processes].reduce((sum, [id, use]) => sum + (now.processes.has(id) ? 0 : of(use)), 0);
}

import type { ProcessStat } from "./parse-proc.ts";

/** Of all processes those of a run: its recorded ones, all of the group where it has its own, and what they started. */
export function processTree(
  all: readonly ProcessStat[],
  { pids, group }: { pids: readonly number[]; group: number | null },
): ProcessStat[] {
  const children = new Map<number, ProcessStat[]>();
  for (const each of all) children.set(each.parent, [...(children.get(each.parent) ?? []), each]);
  const found = new Map<number, ProcessStat>();
  const waiting = all.filter((each) => pids.includes(each.pid) || (group !== null && each.group === group));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (found.has(next.pid)) continue;
    found.set(next.pid, next);
    waiting.push(...(children.get(next.pid) ?? []));
  }
  return [...found.values()];
}

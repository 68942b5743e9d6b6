import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import { until } from "./wait.ts";

const CGROUPS = "/sys/fs/cgroup";
let made = 0;

/**
 * A cgroup below this process's own whose processes may hold so many MB together, gone after the test; what is in it must
 * have ended by then. Null where none can be made, as by anyone but root. `add` takes a process in, and what it starts.
 */
export function makeMemoryCgroup(megabytes: number): { add(pid: number): void; kills(): number } | null {
  const own = ownCgroup();
  if (own === null) return null;
  const folder = `${own.path}/vela-test-${process.pid}-${made++}`;
  try {
    mkdirSync(folder);
  } catch {
    return null;
  }
  onTestFinished(() => until(() => tryToRemove(folder)).then(() => undefined));
  const isLimited = own.limits.every((file) => tryToWrite(`${folder}/${file}`, String(megabytes * 1024 * 1024)));
  if (!isLimited) return null;
  tryToWrite(`${folder}/memory.swap.max`, "0");
  return {
    add: (pid) => writeFileSync(`${folder}/cgroup.procs`, String(pid)),
    kills: () => Number(/^oom_kill (\d+)$/m.exec(readFileSync(`${folder}/${own.events}`, "utf8"))![1]),
  };
}

function ownCgroup() {
  const lines = readFileSync("/proc/self/cgroup", "utf8");
  const v1 = /^\d+:memory:(.*)$/m.exec(lines)?.[1];
  const v2 = /^0::(.*)$/m.exec(lines)?.[1];
  const found = [
    v1 !== undefined && {
      path: `${CGROUPS}/memory${v1}`,
      limits: ["memory.limit_in_bytes"],
      events: "memory.oom_control",
    },
    v2 !== undefined && { path: `${CGROUPS}${v2}`, limits: ["memory.max"], events: "memory.events" },
  ];
  return found.find((each) => each && existsSync(`${each.path}/${each.events}`)) || null;
}

function tryToWrite(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: "r+" });
    return true;
  } catch {
    return false;
  }
}

function tryToRemove(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false; // Somebody in it is still on the way out.
  }
}

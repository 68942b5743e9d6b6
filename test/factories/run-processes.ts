import { readdirSync, readFileSync } from "node:fs";

/** Processes that were started for a run, wherever they have gone since. Zombies are none. */
export function processesOf(runId: string): number[] {
  return processesWith(`VELA_RUN_ID=${runId}`);
}

/** Processes with an entry in the environment that they were started with. */
export function processesWith(entry: string): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const environment = readFileSync(`/proc/${name}/environ`, "utf8").split("\0");
      return environment.includes(entry) ? [Number(name)] : [];
    } catch {
      return []; // It ended meanwhile.
    }
  });
}

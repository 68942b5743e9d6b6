import { statSync } from "node:fs";
import { recordAlerts } from "#server/alerts/record.ts";
import { readAlertSettings } from "#server/alerts/settings.ts";
import { diskSpace } from "#server/system/disk.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { SYSTEM_CLOCK } from "./clock.ts";
import type { World } from "./world.ts";

const LOOK_MS = 1_000;

/** A look, once a second at most, for what somebody may want to be told of. */
export function makeNoticer(world: World): () => void {
  const { db, paths, clock = SYSTEM_CLOCK } = world;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let saidProblem: string | null = null;

  return () => {
    if (clock.steadyMs() - lookedAt < LOOK_MS) return;
    lookedAt = clock.steadyMs();
    const { targets, rules } = readSettings();
    recordAlerts({ db }, { targets, rules, disk: diskSpace(paths.root), lastWrite, now: clock.now() });
  };

  /** Settings that cannot be read leave nobody to send to; the pages are told all the same. */
  function readSettings() {
    try {
      const settings = readAlertSettings(paths.alerts);
      saidProblem = null;
      return settings;
    } catch (error) {
      const { message } = error as Error;
      if (message !== saidProblem) console.error(`alerts: ${message}`);
      saidProblem = message;
      return { targets: [], rules: [] };
    }
  }

  function lastWrite(runId: string): number | null {
    return statSync(runPaths(paths.run(runId)).metrics, { throwIfNoEntry: false })?.mtimeMs ?? null;
  }
}

import type { MetricRule } from "#server/alerts/alert.ts";
import { TOPICS } from "#server/alerts/alert.ts";
import { type Target, writeAlertSettings } from "#server/alerts/settings.ts";
import type { World } from "#server/worker/world.ts";

/** A target that wants to know everything. */
export function makeTarget(more: Partial<Target> = {}): Target {
  return {
    ...{ id: "target01", name: "lab", kind: "json", url: "http://127.0.0.1:9/hook", secret: null, enabled: true },
    ...{ topics: [...TOPICS], project: null, language: "en" },
    ...more,
  };
}

export function setAlerts(world: World, { targets = [] as Target[], rules = [] as MetricRule[] } = {}) {
  writeAlertSettings(world.paths.alerts, { address: "http://lab.example:3000", targets, rules });
}

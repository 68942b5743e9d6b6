import type { DataPaths } from "#server/paths.ts";
import type { Text } from "#trainer/contract/config/field.ts";
import { type AlertSettings, alertSettingsProblem, readAlertSettings, type Target } from "./settings.ts";

/** A target without what must stay secret. */
export type TargetFace = Omit<Target, "url" | "secret"> & {
  /** Enough of the address to know it by: "https://hooks.slack.com/…x7Qa". */
  urlShown: string;
  hasSecret: boolean;
};

export type AlertSettingsFace = Omit<AlertSettings, "targets"> & {
  targets: TargetFace[];
  /** Why the settings file is refused: until it is mended nothing is sent. */
  problem: Text | null;
};

/** The settings as people may see them. */
export function getAlertSettings(paths: DataPaths): AlertSettingsFace {
  const problem = alertSettingsProblem(paths.alerts);
  if (problem) return { address: null, targets: [], rules: [], problem };
  const { targets, ...rest } = readAlertSettings(paths.alerts);
  const faces = targets.map(({ url, secret, ...target }) => ({
    ...target,
    urlShown: maskUrl(url),
    hasSecret: secret !== null,
  }));
  return { ...rest, targets: faces, problem: null };
}

function maskUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  const rest = `${pathname}${search}`;
  return rest.length > 12 ? `${origin}/…${rest.slice(-4)}` : `${origin}/…`;
}

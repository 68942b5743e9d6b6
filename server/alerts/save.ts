import { z } from "zod";
import { DomainError } from "#server/errors.ts";
import type { DataPaths } from "#server/paths.ts";
import { type AlertSettingsFace, getAlertSettings } from "./get.ts";
import { AlertSettings, readAlertSettings, Target, writeAlertSettings } from "./settings.ts";

/** A target as a form sends it: an address or a secret that is left out stays as it is. */
export const TargetInput = Target.extend({
  url: Target.shape.url.optional(),
  secret: Target.shape.secret.optional(),
});
export type TargetInput = z.infer<typeof TargetInput>;
export const SaveAlertSettings = AlertSettings.extend({ targets: z.array(TargetInput).max(50) });
export type SaveAlertSettings = z.infer<typeof SaveAlertSettings>;

/** Keep these settings in place of the old ones. Throws BAD_REQUEST for a new target without an address. */
export function saveAlertSettings(paths: DataPaths, input: SaveAlertSettings): AlertSettingsFace {
  const { targets: known } = readAlertSettings(paths.alerts);
  const targets = input.targets.map((target) => completeTarget(known, target));
  const ids = [...targets, ...input.rules].map(({ id }) => id);
  if (new Set(ids).size !== ids.length)
    throw new DomainError("BAD_REQUEST", "expected targets and rules with ids of their own, found one id twice");
  writeAlertSettings(paths.alerts, { ...input, targets });
  return getAlertSettings(paths);
}

/** A form's target with the address and the secret that are known of it. Throws BAD_REQUEST when there is no address. */
export function completeTarget(known: Target[], { url, secret, ...input }: TargetInput): Target {
  const old = known.find(({ id }) => id === input.id);
  const address = url ?? old?.url;
  if (address === undefined)
    throw new DomainError("BAD_REQUEST", `expected the address of "${input.name}", found none`);
  return { ...input, url: address, secret: secret === undefined ? (old?.secret ?? null) : secret };
}

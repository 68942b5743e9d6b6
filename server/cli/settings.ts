import type { TrainConfigInput } from "#trainer/contract/config.ts";
import { applySettings, ConfigError, configPaths, resolvePath } from "#trainer/contract/overrides.ts";
import { CliError } from "./cli-error.ts";
import type { Messages } from "./messages/en.ts";

/** "key=value" settings as a config to lay over a preset's. The server checks the values. */
export function readSettings(settings: string[], messages: Messages): TrainConfigInput {
  for (const setting of settings) checkKey(setting, messages);
  return applySettings({}, settings);
}

/** A config field's full path for a leaf name; null when there is no such field. Throws when there are several. */
export function findConfigPath(typed: string, { settings }: Messages): string | null {
  try {
    return resolvePath(typed);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const matches = configPaths().filter((path) => path.endsWith(`.${typed}`));
    if (matches.length > 1) throw new CliError(settings.ambiguous(typed, matches), { exitCode: 2 });
    return null;
  }
}

function checkKey(setting: string, messages: Messages) {
  const at = setting.indexOf("=");
  if (at < 1) throw new CliError(messages.settings.notPair(setting), { exitCode: 2 });
  const key = setting.slice(0, at);
  if (findConfigPath(key, messages) === null) throw new CliError(messages.settings.unknown(key), { exitCode: 2 });
}

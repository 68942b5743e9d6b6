import { TrainConfig } from "#trainer/contract/config.ts";

type Fields = [path: string, value: unknown][];

/** Every value of a config by its full path. */
export function configFields(config: Record<string, unknown>, prefix = ""): Fields {
  return Object.entries(config).flatMap(([key, value]): Fields => {
    if (isRecord(value)) return configFields(value, `${prefix}${key}.`);
    return [[prefix + key, value]];
  });
}

/** The fields in which a run's config leaves the defaults. */
export function changedFields(config: Record<string, unknown>): Fields {
  const defaults = new Map(configFields(TrainConfig.parse({})));
  return configFields(config).filter(([path, value]) => !isSame(defaults.get(path), value));
}

/** A value as JSON writes it, strings without quotes. */
export function fieldText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Whether two values of a config are the same, lists by what they hold. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

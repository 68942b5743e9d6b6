import { isSame } from "#app/_form/differences.ts";
import { flattenConfig } from "#app/_form/flatten-config.ts";

export type ConfigRow = { path: string; values: unknown[]; differs: boolean };

/** Every path that any of the configs has, with each one's value (undefined where it has none), in first-seen order. */
export function diffConfigs(configs: unknown[]): ConfigRow[] {
  const flat = configs.map((config) => new Map(flattenConfig(config)));
  const paths = new Set(flat.flatMap((config) => [...config.keys()]));
  return [...paths].map((path) => {
    const values = flat.map((config) => config.get(path));
    return { path, values, differs: values.some((value) => !isSame(value, values[0])) };
  });
}

/** A nested config as [dotted path, value] in its own order; lists count as one value. */
export function flattenConfig(config: unknown, prefix = ""): [path: string, value: unknown][] {
  if (typeof config !== "object" || config === null || Array.isArray(config)) return [[prefix, config]];
  return Object.entries(config).flatMap(([key, value]) =>
    flattenConfig(value, prefix === "" ? key : `${prefix}.${key}`),
  );
}

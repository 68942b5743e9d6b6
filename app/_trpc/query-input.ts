import type { QueryKey } from "@tanstack/react-query";

/** What a cached answer was asked with: tRPC's query keys are [path, { input, type }]. */
export function inputOf<T>(key: QueryKey): T | undefined {
  return (key[1] as { input?: T } | undefined)?.input;
}

/** The steps that a series was asked for. */
export function rangeOf(key: QueryKey) {
  const { xMin, xMax } = inputOf<{ xMin?: number; xMax?: number }>(key) ?? {};
  return { xMin, xMax };
}

import type { Text } from "#trainer/contract/config/field.ts";

/** What keeps a sweep from being created. Trial and path are named where it is about one. */
export type SweepProblem = { trial: number | null; path: string | null; message: Text };

/** Why a sweep cannot be, of a field or of all of it. */
export function problem(path: string | null, en: string, zh: string): SweepProblem {
  return { trial: null, path, message: { en, zh } };
}

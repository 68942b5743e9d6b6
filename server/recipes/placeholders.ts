import type { RecipeRun } from "./recipe.ts";

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g;

/** What every recipe may ask for in an argument. */
export const RUN_PLACEHOLDERS = ["runDir", "runId", "attempt", "resume"] as const;

/**
 * The values of a run's own placeholders. `resume` is what run.resume is with our trainer: "never" at the first attempt,
 * then the step that was asked for, else "auto".
 */
export function runValues({ runDir, runId, attempt, resumeStep }: Omit<RecipeRun, "node" | "config">) {
  const resume = attempt === 1 ? "never" : String(resumeStep ?? "auto");
  return { runDir, runId, attempt: String(attempt), resume };
}

/** Replace the placeholders that `values` has, once: what a value itself holds is not looked at again. */
export function fillPlaceholders(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole));
}

/** Names of the placeholders in a text. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name]) => name!);
}

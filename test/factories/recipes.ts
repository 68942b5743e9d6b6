import { join } from "node:path";
import { findRecipe } from "#server/recipes/catalogue.ts";
import type { Recipe } from "#server/recipes/recipe.ts";

const PROGRAMS = join(import.meta.dirname, "..", "programs");

/** "test:<program> <arguments>" runs test/programs/<program>.mjs with the run's folder first; others are the real ones. */
export function findTestRecipe(name: string, folder?: string): Recipe {
  if (!name.startsWith("test:")) return findRecipe(name, folder);
  const [program, ...args] = name.slice(5).split(" ");
  return {
    ...findRecipe("vla-energy"),
    name,
    command: ({ node, runDir }) => [node, join(PROGRAMS, `${program}.mjs`), runDir, ...args],
    resumed: (config, step) => ({ ...config, resume: step ?? "auto" }),
  };
}

export function testSampleCommand({ size, out }: { size: number; out: string }): string[] {
  return [process.execPath, join(PROGRAMS, "make-dataset.mjs"), out, `vela_scoop_${size}`];
}

import { join } from "node:path";
import { findRecipe } from "#server/recipes/catalogue.ts";
import type { Recipe, RunSize } from "#server/recipes/recipe.ts";

const PROGRAMS = join(import.meta.dirname, "..", "programs");

const NO_SIZE: RunSize = {
  ...{ steps: 0, checkpoints: 0, checkpointsKept: 0, checkpointBytes: 0, parameters: 0, trainedParameters: 0 },
  ...{ weightBytes: 0, memoryBytes: 0, operationsPerStep: 0, engine: "auto" },
};

/** "test:<program> <arguments>" runs test/programs/<program>.mjs with the run's folder first; others are the real ones. */
export function findTestRecipe(name: string, folder?: string): Recipe {
  if (!name.startsWith("test:")) return findRecipe(name, folder);
  const [program, ...args] = name.slice(5).split(" ");
  return {
    ...findRecipe("vla-energy"),
    name,
    command: ({ node, runDir }) => [node, join(PROGRAMS, `${program}.mjs`), runDir, ...args],
    data: () => ({ rootDir: "", name: "none", members: [], sample: null }),
    model: () => null,
    size: () => NO_SIZE,
    resumed: (config, step) => ({ ...config, resume: step ?? "auto" }),
  };
}

export function testSampleCommand({ size, out }: { size: number; out: string }): string[] {
  return [process.execPath, join(PROGRAMS, "make-dataset.mjs"), out, `vela_scoop_${size}`];
}

import type { Recipe, RecipePreset, RunDetail } from "#app/_trpc/rows.ts";

/** What the form starts from, and what changes are counted against. */
export type Source = {
  kind: "preset" | "defaults" | "run";
  key: string;
  config: Record<string, unknown>;
  preset: RecipePreset | null;
  parent: RunDetail | null;
};

export const NO_PRESET = "none";

/** A parent run before a preset, the named preset before the first one. */
export function chooseSource(recipe: Recipe, parent: RunDetail | null, presetName: string | null): Source {
  if (parent) {
    const preset = recipe.presets.find(({ name }) => name === parent.preset) ?? null;
    return { kind: "run", key: parent.id, config: parent.fullConfig, preset, parent };
  }
  const named = recipe.presets.find(({ name }) => name === presetName);
  const preset = presetName === NO_PRESET ? null : (named ?? recipe.presets[0] ?? null);
  if (!preset) return { kind: "defaults", key: NO_PRESET, config: recipe.defaults, preset: null, parent: null };
  return { kind: "preset", key: preset.name, config: preset.config, preset, parent: null };
}

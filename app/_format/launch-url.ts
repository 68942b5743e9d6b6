/** The recipe that the page opens with. */
export const OUR_RECIPE = "vla-energy";

/** The launch page's address for a recipe and a preset of it, for one run or for a sweep. */
export function launchUrl(recipe: string, preset: string | null = null, { isSweep = false } = {}): string {
  const params = new URLSearchParams();
  if (recipe !== OUR_RECIPE) params.set("recipe", recipe);
  if (preset !== null) params.set("preset", preset);
  if (isSweep) params.set("sweep", "1");
  const query = params.toString();
  return query === "" ? "/launch" : `/launch?${query}`;
}

/** The recipe of an address: named, else the copied run's, else ours. Nothing here starts a run of another machine. */
export function chooseRecipe(named: string | null, parent: { recipe: string; remote: boolean } | null): string {
  if (parent) return parent.remote ? OUR_RECIPE : parent.recipe;
  return named ?? OUR_RECIPE;
}

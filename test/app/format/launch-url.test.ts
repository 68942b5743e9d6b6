import { expect, test } from "vitest";
import { chooseRecipe, launchUrl } from "#app/_format/launch-url.ts";

test("the address names the recipe unless it is ours, and the preset where there is one", () => {
  expect(launchUrl("vla-energy")).toBe("/launch");
  expect(launchUrl("vla-energy", "scoop-tiny")).toBe("/launch?preset=scoop-tiny");
  expect(launchUrl("command", "none")).toBe("/launch?recipe=command&preset=none");
});

test("a copy takes its run's recipe, whatever the address says; a run of another machine becomes one of ours", () => {
  expect(chooseRecipe(null, null)).toBe("vla-energy");
  expect(chooseRecipe("command", null)).toBe("command");
  expect(chooseRecipe("vla-energy", { recipe: "command", remote: false })).toBe("command");
  expect(chooseRecipe(null, { recipe: "remote", remote: true })).toBe("vla-energy");
});

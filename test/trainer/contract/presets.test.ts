import { expect, test } from "vitest";
import { TrainConfig } from "#trainer/contract/config.ts";
import { exportArgs } from "#trainer/contract/original/export-args.ts";
import { valueAt } from "#trainer/contract/original/flags.ts";
import { importArgs } from "#trainer/contract/original/import-args.ts";
import { configPaths } from "#trainer/contract/overrides.ts";
import { findPreset, PRESETS } from "#trainer/contract/presets.ts";

test.each(PRESETS.map((preset) => [preset.name, preset] as const))(
  "%s is a config without contradictions",
  (_name, preset) => {
    expect(TrainConfig.safeParse(preset.config).error).toBeUndefined();
  },
);

test.each(PRESETS.map((preset) => [preset.name, preset] as const))(
  "%s says its command, and explains only fields that leave the defaults",
  (name, { about, why, config }) => {
    for (const text of [about.en, about.zh]) expect(text).toContain(`npm run train -- --preset ${name}`);
    const [own, defaults] = [TrainConfig.parse(config), TrainConfig.parse({})];
    for (const { path } of why) {
      expect(configPaths()).toContain(path);
      expect(valueAt(own, path), path).not.toEqual(valueAt(defaults, path));
    }
  },
);

test("libero and aloha are the original's recipes: its command line says the same and loses only what it cannot do", () => {
  const args = (name: string) => exportArgs(TrainConfig.parse(findPreset(name)!.config)).args.join(" ");
  expect(args("libero")).toContain(
    "--dataset_name libero_4_task_suites_no_noops --num_images_in_input 2 --use_proprio True",
  );
  expect(args("libero")).toContain("--max_steps 150000");
  expect(args("aloha")).toMatch(/--use_film True --num_images_in_input 3 --use_proprio True --batch_size 4 .*50000/);
  for (const name of ["libero", "aloha"]) {
    const { data, film, head, lora } = importArgs(args(name)).config;
    const own = TrainConfig.parse(findPreset(name)!.config);
    expect({ data, film, head, lora }).toEqual({ data: own.data, film: own.film, head: own.head, lora: own.lora });
  }
});

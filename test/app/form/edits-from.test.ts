import { expect, test } from "vitest";
import { z } from "zod";
import { buildConfig } from "#app/_form/build-config.ts";
import { editsFrom } from "#app/_form/edits-from.ts";
import { type JsonSchema, readSchema } from "#app/_form/read-schema.ts";
import { TrainConfig } from "#trainer/contract/config.ts";
import { importArgs } from "#trainer/contract/original/import-args.ts";
import { PRESETS } from "#trainer/contract/presets.ts";

const groups = readSchema(z.toJSONSchema(TrainConfig, { io: "input", target: "draft-7" }) as JsonSchema);
const defaults = TrainConfig.parse({});

const COMMANDS = [
  "vla-scripts/finetune.py",
  "--use_l1_regression False --use_diffusion True --num_diffusion_steps_train 20 --resume True --resume_step 5000",
  "--use_l1_regression False --save_latest_checkpoint_only True --use_film True --num_images_in_input 3",
  "--dataset_name bridge_orig --energy_warm_steps 40 --grad_accumulation_steps 4 --run_id_note 'seed 2'",
];

test.each(COMMANDS)("the form shows exactly what an imported command means: %s", (command) => {
  const { config } = importArgs(command);
  const built = buildConfig(groups, defaults, editsFrom(groups, defaults, config));
  expect(built).toEqual({ config, problems: {} });
});

test("any preset can be laid over any other, and taken back", () => {
  const configs = [defaults, ...PRESETS.map((preset) => TrainConfig.parse(preset.config))];
  for (const base of configs)
    for (const config of configs)
      expect(buildConfig(groups, base, editsFrom(groups, base, config))).toEqual({ config, problems: {} });
});

test("a config needs no edits to become itself", () => {
  expect(editsFrom(groups, defaults, defaults)).toEqual({});
});

import { expect, test } from "vitest";
import { originalCommand } from "#app/_form/original-command-text.ts";
import { TrainConfig } from "#trainer/contract/config.ts";
import { exportArgs } from "#trainer/contract/original/export-args.ts";
import { importArgs } from "#trainer/contract/original/import-args.ts";

test("the command stands as it is pasted into a shell, one flag a line", () => {
  expect(originalCommand("vla-scripts/finetune.py", ["--run_id_note", "two words", "--lora_rank", "16"])).toBe(
    "torchrun --standalone --nnodes 1 --nproc-per-node 1 \\\n" +
      "  vla-scripts/finetune.py \\\n  --run_id_note 'two words' \\\n  --lora_rank 16",
  );
});

test("what is copied from the one dialog can be pasted into the other", () => {
  const config = TrainConfig.parse({ run: { note: 'it\'s "quoted"', resume: "never" }, lora: { rank: 8 } });
  const { script, args } = exportArgs(config);
  const back = importArgs(originalCommand(script, args)).config;
  expect(back).toEqual(config);
});

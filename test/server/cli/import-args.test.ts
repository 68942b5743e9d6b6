import { expect, test } from "vitest";
import { TrainConfig } from "#trainer/contract/config.ts";
import { cells, runCli, runJson } from "./run-cli.ts";
import { failHere } from "./run-here.ts";

/** No server answers here: a command line is read where it is typed. */
const NOWHERE = { url: "http://127.0.0.1:9" };
const LINE = "--dataset_name libero_spatial_no_noops --lora_rank 16 --wandb_project lab --use_diffusion False";

test("import-args shows what the original's command line becomes, without a server", async () => {
  const { code, stdout } = await runCli(["import-args", `torchrun vla-scripts/finetune.py ${LINE}`], NOWHERE);
  expect(code).toBe(0);
  const rows = cells(stdout);
  expect(rows[0]).toEqual(["SETTING", "VALUE", "LEFT OUT BECAUSE"]);
  expect(rows).toContainEqual(["data.datasetName", "libero_spatial_no_noops"]);
  expect(rows).toContainEqual(["lora.rank", "16"]);
  expect(rows).toContainEqual(["energy.enabled", "false"]);
  expect(rows).toContainEqual(["--wandb_project", "lab", "Vela keeps the metrics itself"]);
  expect(stdout).toContain("energy.enabled is off, for finetune.py has no energy model");
});

test("unquoted flags are the original's, not ours", async () => {
  const { code, stdout } = await runCli(["import-args", ...LINE.split(" "), "--run_id_note", "two words"], NOWHERE);
  expect(code).toBe(0);
  expect(cells(stdout)).toContainEqual(["run.note", "two words"]);
});

test("import-args --json prints the whole config, what was left out, and the way back", async () => {
  const answer = (await runJson(["import-args", LINE], NOWHERE)) as Record<string, unknown>;
  expect(TrainConfig.parse(answer.config)).toMatchObject({ lora: { rank: 16 }, energy: { enabled: true } });
  expect(answer).toMatchObject({
    unmapped: [{ flag: "wandb_project", value: "lab" }],
    original: { script: "vla-scripts/finetune_Energy.py", args: expect.arrayContaining(["--lora_rank", "16"]) },
  });
});

test("it speaks Chinese", async () => {
  const { stdout } = await runCli(["--lang", "zh-CN", "import-args", LINE], NOWHERE);
  expect(stdout).toContain("指标由 Vela 自己保存");
});

test.each([
  ["a value that does not fit", "--batch_size many", /^--batch_size is a whole number, found "many"$/],
  ["two heads at once", "--use_diffusion True", /^--use_l1_regression and --use_diffusion are both True/],
  ["a word that is no flag", "train", /^expected a flag like --batch_size, found "train"$/],
  ["an open quote", "--run_id_note 'x", /^the command line ends inside a ' quote$/],
])("%s is one sentence and exit code 2", async (_what, line, sentence) => {
  expect(await failHere(["import-args", line], NOWHERE)).toEqual({
    exitCode: 2,
    sentence: expect.stringMatching(sentence),
  });
});

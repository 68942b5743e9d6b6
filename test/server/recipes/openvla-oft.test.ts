import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { openvlaOft } from "#server/recipes/openvla-oft.ts";
import { findRun } from "#server/runs/find.ts";
import { resumeRun } from "#server/runs/resume.ts";
import type { World } from "#server/worker/world.ts";
import { ended, launch, PROGRAMS, readStart } from "#test/factories/launch.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";
import { importArgs } from "#trainer/contract/original/import-args.ts";

/** Stands in for a Python with torch: it writes down what it was started with. */
const PYTHON = `${PROGRAMS}/show-start.mjs`;

test("finetune.py is started by torchrun in the repository, with every flag written out", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  const repoDir = makeRepository(world);
  const id = launch(world, "openvla-oft", {
    launcher: { repoDir, python: PYTHON, gpus: 2 },
    data: { datasetName: "libero_spatial_no_noops", numImages: 2, useProprio: true },
    training: { learningRate: 1e-4, maxSteps: 500 },
  });
  expect(findRun(world.db, id)).toMatchObject({ maxSteps: 500, needs: { gpus: 2 } });
  startWorker(world);
  expect(await until(() => ended(world, id))).toMatchObject({ status: "finished", exitCode: 0 });
  const { argv, cwd, env } = readStart(world, id);
  expect(cwd).toBe(repoDir);
  expect(env).toMatchObject({ WANDB_MODE: "offline", VELA_RUN_DIR: world.paths.run(id) });
  expect(argv.slice(0, 8)).toEqual(
    ["-m", "torch.distributed.run", "--standalone", "--nnodes", "1"].concat([
      "--nproc-per-node",
      "2",
      "vla-scripts/finetune.py",
    ]),
  );
  expect(flagsOf(argv)).toEqual({
    vla_path: "openvla/openvla-7b",
    data_root_dir: "datasets/rlds",
    dataset_name: "libero_spatial_no_noops",
    run_root_dir: world.paths.run(id),
    run_id_override: "openvla-oft",
    shuffle_buffer_size: "100000",
    use_l1_regression: "True",
    use_diffusion: "False",
    num_diffusion_steps_train: "50",
    diffusion_sample_freq: "50",
    use_film: "False",
    num_images_in_input: "2",
    use_proprio: "True",
    batch_size: "8",
    learning_rate: "0.0001",
    lr_warmup_steps: "0",
    num_steps_before_decay: "100000",
    grad_accumulation_steps: "1",
    max_steps: "500",
    use_val_set: "False",
    val_freq: "10000",
    val_time_limit: "180",
    save_freq: "10000",
    save_latest_checkpoint_only: "False",
    resume: "False",
    image_aug: "True",
    use_lora: "True",
    lora_rank: "32",
    lora_dropout: "0",
    merge_lora_during_training: "True",
    wandb_entity: "your-wandb-entity",
    wandb_project: "your-wandb-project",
    wandb_log_freq: "10",
  });
});

test("its command line reads back as the config that it was made from", () => {
  const base = openvlaOft.defaults();
  const config = {
    ...base,
    launcher: { repoDir: "/repo", python: "python", gpus: 1 },
    head: { kind: "diffusion", diffusionTrainSteps: 20 },
    film: { enabled: true },
    training: { ...(base.training as object), keepCheckpoints: "latest", gradAccumulationSteps: 4 },
    lora: { rank: 8, dropout: 0.1, mergeDuringTraining: false },
  };
  const run = { node: "node", runDir: "/runs/x", runId: "x", attempt: 1, resumeStep: null, config };
  const command = openvlaOft.command(run) as { argv: string[] };
  const { config: read } = importArgs(command.argv.join(" "));
  expect(read).toMatchObject({
    head: { kind: "diffusion", diffusionTrainSteps: 20 },
    film: { enabled: true },
    training: { keepCheckpoints: "latest", gradAccumulationSteps: 4, batchSize: 8 },
    lora: { rank: 8, dropout: 0.1, mergeDuringTraining: false },
    energy: { enabled: false },
  });
});

test("a resumed run starts from the merged model of a whole checkpoint: the newest, or the one asked for", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  const id = launch(world, "openvla-oft", { launcher: { repoDir: makeRepository(world), python: PYTHON } });
  startWorker(world);
  await until(() => ended(world, id));
  expect(() => resumeRun(world, { id })).toThrow(/no complete checkpoint/);
  const dir = world.paths.run(id);
  for (const step of [100, 200, 1000]) mkdirSync(`${dir}/openvla-oft--${step}_chkpt`);
  // Of step 1000 only the shards were written.
  for (const step of [100, 200]) writeFileSync(`${dir}/openvla-oft--${step}_chkpt/model.safetensors.index.json`, "{}");
  resumeRun(world, { id });
  await until(() => findRun(world.db, id).attempt === 2 && ended(world, id));
  const newest = { vla_path: `${dir}/openvla-oft--200_chkpt`, resume: "True", resume_step: "200" };
  expect(flagsOf(readStart(world, id, 2).argv)).toMatchObject(newest);
  expect(() => resumeRun(world, { id, step: 1000 })).toThrow(/no complete checkpoint of step 1000; it has 200, 100/);
  resumeRun(world, { id, step: 100 });
  await until(() => findRun(world.db, id).attempt === 3 && ended(world, id));
  const asked = { vla_path: `${dir}/openvla-oft--100_chkpt`, resume: "True", resume_step: "100" };
  expect(flagsOf(readStart(world, id, 3).argv)).toMatchObject(asked);
});

test("it asks for more grace than the setting", () => {
  expect(openvlaOft.graceSeconds(openvlaOft.defaults())).toBeGreaterThanOrEqual(120);
});

test.each([
  [{ launcher: { repoDir: "" } }, "launcher.repoDir", /expected an absolute path of a folder, found ""/],
  [{ launcher: { repoDir: "/" } }, "launcher.repoDir", /expected a folder that holds vla-scripts\/finetune\.py/],
  [{ launcher: { gpus: 65 } }, "launcher.gpus", /launcher\.gpus: .*found 65/],
  [{ launcher: { python: "--evil" } }, "launcher.python", /not starting with "-"/],
  [{ data: { datasetName: "$(id)" } }, "data.datasetName", /data\.datasetName/],
  [{ head: { kind: "x" } }, "head.kind", /head/],
])("%j is refused at its field", async (config, path, sentence) => {
  const api = createApi(makeWorld({ gpus: [0, 1, 2] }));
  const { issues } = await api.recipes.check({ recipe: "openvla-oft", preset: null, config });
  const issue = issues.find((each) => each.path === path);
  expect(issue?.message.en).toMatch(sentence);
  expect(issue?.message.zh).toBeTruthy();
});

test("a Python that is not there is named", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  const launcher = { repoDir: makeRepository(world), python: "venv/bin/python" };
  const check = { recipe: "openvla-oft", preset: null, config: { launcher } };
  const { issues } = await createApi(world).recipes.check(check);
  expect(issues).toMatchObject([
    { path: "launcher.python", message: { en: expect.stringContaining("found none at") } },
  ]);
});

function makeRepository({ paths }: World): string {
  const repoDir = `${paths.root}/openvla-oft`;
  mkdirSync(`${repoDir}/vla-scripts`, { recursive: true });
  writeFileSync(`${repoDir}/vla-scripts/finetune.py`, "");
  return repoDir;
}

function flagsOf(argv: string[]): Record<string, string> {
  const flags = argv.slice(argv.indexOf("vla-scripts/finetune.py") + 1);
  const pairs = Array.from({ length: flags.length / 2 }, (_, i) => [flags[2 * i]!.slice(2), flags[2 * i + 1]!]);
  return Object.fromEntries(pairs);
}

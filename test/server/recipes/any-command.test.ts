import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { readSeries } from "#server/metrics/series.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { findRun } from "#server/runs/find.ts";
import { ended, launch, PROGRAMS, readIfThere, readStart } from "#test/factories/launch.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

const NODE = process.execPath;
const SHOW = [NODE, `${PROGRAMS}/show-start.mjs`];

test("a program that writes log lines has metrics and progress, and finishes", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  const command = [NODE, `${PROGRAMS}/log-steps.mjs`, "{runDir}", "7"];
  const id = launch(world, "command", { command, maxSteps: 7, gpus: 2 });
  expect(findRun(world.db, id)).toMatchObject({ maxSteps: 7, needs: { gpus: 2 } });
  startWorker(world);
  expect(await until(() => ended(world, id))).toMatchObject({ status: "finished", step: 7, maxSteps: 7 });
  const { series } = readSeries(world.db, { series: [{ runId: id, key: "train/loss" }] });
  expect([...series[0]!.x]).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("placeholders are replaced within each argument, and all else stays as it is", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  const command = [...SHOW, "--out={runDir}/x", "{runId}-{attempt}", "{resume}", "{other}", '{"a":1}', ""];
  const id = launch(world, "command", { command, environment: { GREETING: "{runId} $HOME" } });
  startWorker(world);
  expect(await until(() => ended(world, id))).toMatchObject({ status: "finished", exitCode: 0 });
  const dir = world.paths.run(id);
  const { argv, cwd, env } = readStart(world, id);
  expect(argv).toEqual([`--out=${dir}/x`, `${id}-1`, "never", "{other}", '{"a":1}', ""]);
  expect(cwd).toBe(dir);
  expect(env).toMatchObject({ GREETING: "{runId} $HOME", VELA_RUN_ID: id, VELA_RUN_DIR: dir, VELA_ATTEMPT: "1" });
});

test("what a shell would read is only text: in arguments, in the folder's name, in the program's", async () => {
  const world = makeWorld({ slots: 3 });
  const canary = `${world.paths.root}/canary`;
  const hostile = [`; touch ${canary}`, `$(touch ${canary})`, `\`touch ${canary}\``, "a\nb", "--", "'\"", "*"];
  const workingDir = `${world.paths.root}/$(id); rm -rf x`;
  mkdirSync(workingDir);
  const first = launch(world, "command", { command: [...SHOW, ...hostile], workingDir });
  const second = launch(world, "command", { command: ["eval", `touch ${canary}`] });
  const third = launch(world, "command", { command: [`$(touch ${canary})`] });
  startWorker(world);
  expect(await until(() => ended(world, first))).toMatchObject({ status: "finished" });
  expect(readStart(world, first)).toMatchObject({ argv: hostile, cwd: workingDir });
  for (const id of [second, third])
    expect(await until(() => ended(world, id))).toMatchObject({ status: "failed", exitCode: 127 });
  expect(existsSync(canary)).toBe(false);
});

test("a PATH of its own hides the program's tools, not ours: the end is recorded", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  const id = launch(world, "command", { command: SHOW, environment: { PATH: "/nowhere" } });
  startWorker(world);
  expect(await until(() => ended(world, id))).toMatchObject({ status: "finished", exitCode: 0 });
  expect(readStart(world, id).env.PATH).toMatch(/^\/nowhere:/);
});

test("the grace of a run is its recipe's, shorter or longer than the setting", async () => {
  const world = makeWorld({ slots: 2, graceMs: 3_600_000 });
  const impatient = launch(world, "command", {
    command: [NODE, `${PROGRAMS}/stubborn.mjs`, "{runDir}"],
    graceSeconds: 0.4,
  });
  const usual = launch(world, "command", { command: [NODE, `${PROGRAMS}/stubborn.mjs`, "{runDir}"] });
  startWorker(world);
  for (const id of [impatient, usual]) {
    await until(() => readIfThere(`${world.paths.run(id)}/ready`));
    await until(() => findRun(world.db, id).status === "running");
    cancelRun(world.db, { id });
    const { killAt, stopSentAt } = await until(() => findRun(world.db, id).killAt !== null && findRun(world.db, id));
    expect(killAt! - stopSentAt!).toBe(id === impatient ? 400 : 3_600_000);
  }
  expect(await until(() => ended(world, impatient))).toMatchObject({ status: "cancelled" });
  expect(readFileSync(`${world.paths.run(impatient)}/terms.log`, "utf8")).toBe("TERM\n");
  cancelRun(world.db, { id: usual, now: true });
  await until(() => ended(world, usual));
});

test("a folder that is gone by the time of the start is the reason that the run fails", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  const id = launch(world, "command", { command: SHOW, workingDir: world.paths.root });
  const config = JSON.stringify({ ...findRun(world.db, id).config, workingDir: `${world.paths.root}/gone` });
  world.db.$client.prepare("UPDATE runs SET config = ? WHERE id = ?").run(config, id);
  startWorker(world);
  const run = await until(() => ended(world, id));
  expect(run.endReason).toMatch(
    /^could not be started: the folder to start in: expected a folder, found none at .*gone$/,
  );
});

const MISTAKES: [what: string, config: Record<string, unknown>, path: string, sentence: RegExp][] = [
  ["no command", {}, "command", /^command: .*found \[\]$/],
  ["an empty program", { command: [""] }, "command", /^command: expected the name or path of a program/],
  ["an option as program", { command: ["-x"] }, "command", /not starting with "-"/],
  ["a NUL", { command: ["a\0b"] }, "command", /NUL/],
  ["a number as argument", { command: ["a", 1] }, "command", /^command\.1: .*found 1$/],
  ["a relative folder", { command: ["a"], workingDir: "x" }, "workingDir", /^workingDir: expected an absolute path/],
  [
    "a file as folder",
    { command: ["a"], workingDir: NODE },
    "workingDir",
    /^workingDir: expected a folder, found none/,
  ],
  [
    "a secret",
    { command: ["a"], environment: { HF_TOKEN: "x" } },
    "environment",
    /HF_TOKEN looks like a secret.*secrets\.env/,
  ],
  ["a key", { command: ["a"], environment: { WANDB_API_KEY: "x" } }, "environment", /secrets\.env/],
  ["a strange name", { command: ["a"], environment: { "A-B": "x" } }, "environment", /^environment: expected names of/],
  ["too many GPUs", { command: ["a"], gpus: 65 }, "gpus", /^gpus: .*found 65$/],
  ["an unknown field", { command: ["a"], gpu: 1 }, "", /gpu/],
];

test.each(MISTAKES)("%s is refused in one sentence at its field", async (_what, config, path, sentence) => {
  const api = createApi(makeWorld({ gpus: [0, 1, 2] }));
  const { ok, issues, command, estimate } = await api.recipes.check({ recipe: "command", preset: null, config });
  expect({ ok, command, estimate }).toEqual({ ok: false, command: [], estimate: null });
  expect(issues[0]).toMatchObject({ path, message: { en: expect.stringMatching(sentence) } });
  expect(issues[0]!.message.zh).toMatch(/\p{Script=Han}/u);
  await expect(api.runs.create({ recipe: "command", preset: null, config })).rejects.toThrow(sentence);
});

test("names that only sound like secrets may be given", async () => {
  const api = createApi(makeWorld({ gpus: [0, 1, 2] }));
  const environment = { TOKENIZERS_PARALLELISM: "false", KEYBOARD: "us", CUDA_LAUNCH_BLOCKING: "1" };
  const { ok } = await api.recipes.check({ recipe: "command", preset: null, config: { command: ["a"], environment } });
  expect(ok).toBe(true);
});

test("a check of a command shows what would run, and says nothing of what it does not know", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  const config = { command: ["train", "{runDir}/out"] };
  const checked = await createApi(world).recipes.check({ recipe: "command", preset: null, config });
  const command = ["train", `${world.paths.runs}/<run>/out`];
  expect(checked).toEqual({ ok: true, issues: [], findings: [], command, estimate: null });
});

test("a worker that does not know a run's recipe stops it with the setting's grace", async () => {
  const world = makeWorld({ graceMs: 500 });
  const id = launch(world, "command", { command: [NODE, `${PROGRAMS}/stubborn.mjs`, "{runDir}"], graceSeconds: 3600 });
  startWorker(world);
  await until(() => readIfThere(`${world.paths.run(id)}/ready`));
  await until(() => findRun(world.db, id).status === "running");
  world.db.$client.prepare("UPDATE runs SET recipe = 'gone' WHERE id = ?").run(id);
  cancelRun(world.db, { id });
  expect(await until(() => ended(world, id))).toMatchObject({ status: "cancelled" });
});

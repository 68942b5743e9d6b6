import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { listNotes } from "#server/notes/list.ts";
import { findRun } from "#server/runs/find.ts";
import { getRun } from "#server/runs/get.ts";
import { listRuns } from "#server/runs/list.ts";
import { addRecipe } from "#test/factories/launch.ts";
import { findTestRecipe } from "#test/factories/recipes.ts";
import { startWorker } from "#test/factories/worker.ts";
import { type Lab, openLab } from "./lab.ts";
import { runCli, runJson } from "./run-cli.ts";
import { failHere } from "./run-here.ts";

const TINY = ["launch", "--recipe", "vla-energy", "--preset", "scoop-tiny"];

test("launch prints the run's id alone on stdout and the rest on stderr", async () => {
  const lab = await openLab();
  const { code, stdout, stderr } = await runCli(
    [...TINY, "--set", "maxSteps=20", "lr=1e-4", "--set", "data.valFraction=0.2", "--name", "first try"].concat([
      "--tag",
      "a",
      "b",
      "--tag",
      "c",
      "--note",
      "why not",
      "--project",
      "robots",
    ]),
    lab,
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^[a-z0-9]{8}\n$/);
  const run = getRun(lab.world, stdout.trim());
  expect(run).toMatchObject({ name: "first try", projectName: "robots", tags: ["a", "b", "c"], maxSteps: 20 });
  expect(run.fullConfig).toMatchObject({
    training: { maxSteps: 20, learningRate: 1e-4, batchSize: 16 },
    data: { valFraction: 0.2, datasetName: "vela_scoop_64" },
  });
  expect(listNotes(lab.world.db, { runId: run.id })).toMatchObject([{ text: "why not" }]);
  expect(stderr).toContain(`launched first try in project robots, see ${lab.url}/runs/${run.id}`);
  expect(stderr).toContain("the sample data set vela_scoop_64 is being made first");
  expect(stderr).toContain("no worker is alive");
});

test("launch --json prints the run", async () => {
  const lab = await openLab();
  const run = await runJson([...TINY, "--name", "x"], lab);
  expect(run).toMatchObject({ name: "x", status: "queued", preset: "scoop-tiny", step: 0 });
});

test("launch --wait tells how the data set and the run get on, and ends well when the run finishes", async () => {
  const lab = await openLab();
  startWorker({ ...lab.world, findRecipe: () => findTestRecipe("test:log-steps 5 20") });
  const { code, stdout, stderr } = await runCli([...TINY, "--name", "good", "--wait"], lab);
  expect(stderr).toContain("run good ended as finished: all steps done");
  expect(stderr).toContain("the sample data set vela_scoop_64 is being made first");
  expect(stdout).toMatch(/^[a-z0-9]{8}\n$/);
  expect(code).toBe(0);
  expect(findRun(lab.world.db, stdout.trim()).status).toBe("finished");
});

test("launch --wait ends with exit code 1 and the reason when the run does not finish", async () => {
  const lab = await openLab();
  startWorker({ ...lab.world, findRecipe: () => findTestRecipe("test:exit-with 3") });
  const { code, stdout, stderr } = await runCli([...TINY, "--name", "bad", "--wait"], lab);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^[a-z0-9]{8}\n$/);
  expect(stderr.trimEnd().split("\n").at(-1)).toMatch(/^run bad ended as failed: .*not finite/);
});

test("launch takes any recipe: lists as JSON, fields by path or unique name", async () => {
  const lab = await openLab();
  addRecipe(lab.world, "lab.json", {
    name: "lab",
    fields: { note: { type: "string" }, steps: { type: "integer", default: 3 } },
    argv: ["true", "{note}"],
  });
  const command = await launchRun(lab, "command", ['command=["true","a b"]', "gpus=1", 'environment={"A":"b"}']);
  expect(command).toMatchObject({ command: ["true", "a b"], gpus: 1, environment: { A: "b" } });
  // A text field takes a number as the text that it is.
  expect(await launchRun(lab, "lab", ["note=12", "steps=5"])).toEqual({ note: "12", steps: 5 });
  const repoDir = `${lab.world.paths.root}/repo`;
  mkdirSync(`${repoDir}/vla-scripts`, { recursive: true });
  writeFileSync(`${repoDir}/vla-scripts/finetune.py`, "");
  const settings = [`repoDir=${repoDir}`, "launcher.gpus=4", "head.kind=token", "batchSize=2"];
  expect(await launchRun(lab, "openvla-oft", settings)).toMatchObject({
    launcher: { repoDir, gpus: 4 },
    head: { kind: "token" },
    training: { batchSize: 2 },
  });
});

test("launch --from changes what --set says of another run and keeps the rest; again keeps all", async () => {
  const lab = await openLab();
  const first = ["--name", "first", "--tag", "a", "--project", "robots", "--set", "lr=1e-3", "maxSteps=50"];
  const { id } = (await runJson([...TINY, ...first], lab)) as { id: string };
  const parent = getRun(lab.world, id);
  const child = (await runJson(["launch", "--from", "first", "--set", "maxSteps=70"], lab)) as { id: string };
  expect(getRun(lab.world, child.id)).toMatchObject({
    ...{ recipe: parent.recipe, preset: "scoop-tiny", tags: ["a"], projectName: "robots" },
    fullConfig: { ...parent.fullConfig, training: { ...(parent.fullConfig.training as object), maxSteps: 70 } },
  });
  const again = (await runJson(["again", id, "--name", "second"], lab)) as { id: string };
  expect(getRun(lab.world, again.id)).toMatchObject({ name: "second", fullConfig: parent.fullConfig, tags: ["a"] });
  expect([child.id, again.id].map((each) => findRun(lab.world.db, each).parentId)).toEqual([id, id]);
});

async function launchRun(lab: Lab, recipe: string, settings: string[]) {
  const run = (await runJson(["launch", "--recipe", recipe, "--set", ...settings], lab)) as { id: string };
  return getRun(lab.world, run.id).fullConfig;
}

const MISTAKES: [what: string, args: string[], exitCode: number, sentence: RegExp][] = [
  ["an unknown preset", ["launch", "--preset", "nonsense"], 1, /^there is no preset "nonsense"; there are scoop-tiny,/],
  ["an unknown recipe", ["launch", "--recipe", "magic"], 1, /^there is no recipe "magic"/],
  ["a setting without =", [...TINY, "--set", "maxSteps"], 2, /^--set expects key=value, found "maxSteps"$/],
  ["a setting of no field", [...TINY, "--set", "nonsense=1"], 2, /^there is no config field "nonsense"/],
  [
    "a setting of two fields",
    [...TINY, "--set", "hidden=1", "learningRate=1"],
    2,
    /^"learningRate" is ambiguous: it could be training\.learningRate or energy\.learningRate$/,
  ],
  ["a setting that does not fit", [...TINY, "--set", "maxSteps=many"], 1, /^training\.maxSteps: .*found "many"$/],
  [
    "a setting that the recipe has not",
    ["launch", "--recipe", "command", "--set", "lr=1"],
    2,
    /^there is no config field "lr" in this recipe; there are command, workingDir, /,
  ],
  [
    "a list that is none",
    ["launch", "--recipe", "command", "--set", "command=true x"],
    1,
    /^command: .*found "true x"$/,
  ],
  [
    "a recipe beside another run's",
    ["launch", "--from", "x", "--recipe", "command"],
    2,
    /^--from takes the run's own recipe and preset/,
  ],
  ["no command", ["launch", "--recipe", "command"], 1, /^command: /],
  ["an absent data set", [...TINY, "--set", "datasetName=absent"], 1, /^there is no data set "absent"/],
];

test.each(MISTAKES)("%s is one sentence, and nothing is launched", async (_what, args, exitCode, sentence) => {
  const lab = await openLab();
  expect(await failHere(args, lab)).toEqual({ exitCode, sentence: expect.stringMatching(sentence) });
  expect(listRuns(lab.world.db, {}).total).toBe(0);
});

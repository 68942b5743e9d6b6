import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readTries } from "#server/cli/sweep/try-text.ts";
import { findRun } from "#server/runs/find.ts";
import { getSweep } from "#server/sweeps/get.ts";
import { listSweeps } from "#server/sweeps/list.ts";
import { PROGRAMS } from "#test/factories/launch.ts";
import { startWorker } from "#test/factories/worker.ts";
import { openLab } from "./lab.ts";
import { cells, runCli, runJson } from "./run-cli.ts";
import { failHere } from "./run-here.ts";

const CURVE = `command=${JSON.stringify([process.execPath, join(PROGRAMS, "curve.mjs"), "{runDir}"])}`;
const CURVES = ["sweep", "--recipe", "command", "--set", CURVE, 'environment={"ENDS":"1"}'];
const TINY = ["sweep", "--preset", "scoop-tiny"];

test.each([
  ["1e-4,3e-4", { kind: "values", values: [1e-4, 3e-4] }],
  ["adamw, sgd ,true,null", { kind: "values", values: ["adamw", "sgd", true, null] }],
  ["1e-5..1e-2:log", { kind: "range", min: 1e-5, max: 1e-2, log: true, int: false }],
  ["-1.5..2", { kind: "range", min: -1.5, max: 2, log: false, int: false }],
  ["8..64:int:log:4", { kind: "range", min: 8, max: 64, log: true, int: true, count: 4 }],
  ["1,,2", null],
  ["", null],
])("what is tried is read from %j", (text, field) => {
  expect(readTries("a.b", text)).toEqual(field && { path: "a.b", ...field });
});

test("a sweep runs to its end, prints its id alone, and is listed and shown with the best trial first", async () => {
  const lab = await openLab();
  startWorker(lab.world);
  const args = [
    "--try",
    "environment.LEVEL=4,2,1",
    "--objective",
    "val/loss",
    "--name",
    "levels",
    "--tag",
    "t",
    "--wait",
  ];
  const { code, stdout, stderr } = await runCli([...CURVES, ...args], lab);
  expect(stderr).toContain(`started sweep levels of 3 runs in project default, see ${lab.url}/sweeps/`);
  expect(stderr).toMatch(/best: levels 003 with val\/loss 1\.1/);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^[a-z0-9]{8}\n$/);
  const sweep = getSweep(lab.world.db, stdout.trim());
  expect(sweep).toMatchObject({
    name: "levels",
    method: "grid",
    counts: { finished: 3 },
    plan: { objective: { goal: "min" } },
  });
  const list = cells((await runCli(["sweep", "ls"], lab)).stdout);
  expect(list[1]).toEqual(
    expect.arrayContaining([sweep.id, "levels", "grid", "3 finished", "val/loss:min", "levels 003"]),
  );
  const shown = (await runCli(["sweep", "show", "levels"], lab)).stdout;
  const trials = cells(shown.split("\n\n")[1]!);
  expect(trials[0]).toEqual(["TRIAL", "ID", "STATUS", "LEVEL", "BEST", "STEP"]);
  expect(trials.slice(1).map(([trial, , status, level]) => [trial, status, level])).toEqual([
    ["3", "finished", "1"],
    ["2", "finished", "2"],
    ["1", "finished", "4"],
  ]);
  expect(shown).toContain("3 of at least 5 runs have ended with a value");
  expect(await runJson(["sweep", "show", sweep.id], lab)).toMatchObject({ id: sweep.id, runs: [{ trial: 1 }, {}, {}] });
});

test("stop cancels what waits", async () => {
  const lab = await openLab();
  const { id } = (await runJson([...CURVES, "--try", "environment.LEVEL=1,2"], lab)) as { id: string };
  const { stdout } = await runCli(["--lang", "zh-CN", "sweep", "stop", id], lab);
  expect(stdout).toContain("2 已取消");
  for (const run of getSweep(lab.world.db, id).runs) expect(findRun(lab.world.db, run.id).status).toBe("cancelled");
});

test("a plan is made of a file and of options, which go before it", async () => {
  const lab = await openLab();
  const file = join(lab.world.paths.root, "plan.json");
  const fields = [{ path: "training.seed", kind: "range", min: 1, max: 1000, int: true }];
  const objective = { metric: "val/l1_loss", goal: "min" };
  writeFileSync(file, JSON.stringify({ method: "random", trials: 50, seed: 7, fields, objective }));
  const args = ["--plan", file, "--trials", "4", "--must-improve", "500:5%", "--keep-nan", "--halving", "100:2"];
  const row = (await runJson([...TINY, ...args], lab)) as { id: string };
  expect(getSweep(lab.world.db, row.id).plan).toMatchObject({
    ...{ method: "halving", trials: 4, seed: 7, objective, halving: { firstStep: 100, eta: 2 } },
    stop: { notFinite: false, noProgress: { step: 500, by: 0.05 } },
  });
});

test("--dry-run shows the first trials and starts nothing", async () => {
  const lab = await openLab();
  const args = ["--try", "lr=1e-5..1e-2:log:4", "seed=1,2", "--dry-run"];
  const { code, stdout, stderr } = await runCli([...TINY, ...args], lab);
  expect([code, stderr]).toEqual([0, "it would be 8 runs; nothing was started\n"]);
  const [heads, ...rows] = cells(stdout);
  expect(heads).toEqual(["TRIAL", "training.learningRate", "training.seed"]);
  expect(rows.map((row) => row.slice(1).map(Number))).toEqual(
    [1e-5, 1e-4, 1e-3, 1e-2].flatMap((lr) => [
      [lr, 1],
      [lr, 2],
    ]),
  );
  expect(listSweeps(lab.world.db)).toEqual([]);
});

test.each([
  [[], 2, "a sweep needs --try or --plan"],
  [["--try", "lr"], 2, '--try expects key=values, such as lr=1e-4,3e-4 or lr=1e-5..1e-2:log, found "lr"'],
  [["--try", "lr=1,,2"], 2, 'found "lr=1,,2"'],
  [["--try", "nothing=1"], 2, 'there is no config field "nothing"'],
  [["--try", "lr=fast"], 1, "trial 1: training.learningRate"],
  [["--try", "lr=1..2", "--method", "grid"], 1, "a grid needs to know how many values"],
  [["--try", "lr=1..2"], 1, "random needs trials"],
  [["--try", "a.b=1"], 1, 'there is no config field "a.b"'],
  [["--try", "lr=1,2", "--halving", "soon"], 2, '--halving expects a step, or step:eta such as 100:3, found "soon"'],
  [["--try", "lr=1,2", "--must-improve", "5%"], 2, '--must-improve expects step:share such as 500:5%, found "5%"'],
  [["--plan", "/nowhere/plan.json"], 2, "/nowhere/plan.json: expected a JSON object"],
  [["--try", "lr=1,2", "--method", "bayes"], 2, "expected grid or random or halving"],
])("%j is refused with a sentence, and nothing starts", async (args, exitCode, sentence) => {
  const lab = await openLab();
  const failure = await failHere([...TINY, ...args], lab);
  expect(failure?.sentence).toContain(sentence);
  expect(failure?.exitCode).toBe(exitCode);
  expect(listSweeps(lab.world.db)).toEqual([]);
});

import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { findRun } from "#server/runs/find.ts";
import { makeWorld } from "#test/factories/world.ts";

const PLAN = {
  method: "grid" as const,
  fields: [
    { path: "training.learningRate", kind: "range" as const, min: 1e-5, max: 1e-3, log: true, count: 3 },
    { path: "energy.enabled", kind: "values" as const, values: [true, false] },
  ],
  objective: { metric: "val/loss", goal: "min" as const },
};
const SWEEP = { recipe: "vla-energy", preset: "scoop-tiny", config: { training: { maxSteps: 40 } }, plan: PLAN };

test("a sweep puts all its runs into the queue, each with its own config", async () => {
  const world = makeWorld();
  const api = createApi(world);
  const preview = await api.sweeps.plan({ ...SWEEP, show: 2 });
  expect(preview).toMatchObject({ runs: 6, problems: [], remarks: [] });
  expect(preview.trials).toEqual([
    { trial: 1, values: { "training.learningRate": 1e-5, "energy.enabled": true } },
    { trial: 2, values: { "training.learningRate": 1e-5, "energy.enabled": false } },
  ]);
  expect(preview.findings[0]?.message.en).toContain("will be made first");
  expect(await api.sweeps.list()).toEqual([]);
  const sweep = await api.sweeps.create({ ...SWEEP, name: "wide", project: "arm", tags: ["a"] });
  expect(sweep).toMatchObject({
    name: "wide",
    projectName: "arm",
    method: "grid",
    fields: ["training.learningRate", "energy.enabled"],
    runCount: 6,
    counts: { queued: 6 },
    best: null,
    stoppedAt: null,
  });
  const { runs, plan, config } = await api.sweeps.get({ id: sweep.id });
  expect(plan).toMatchObject({ seed: 0, stop: { notFinite: true } });
  expect(config).toMatchObject({ training: { maxSteps: 40 }, data: { datasetName: "vela_scoop_64" } });
  expect(runs.map(({ name, trial }) => [name, trial])).toEqual(
    [1, 2, 3, 4, 5, 6].map((trial) => [`wide 00${trial}`, trial]),
  );
  const [first] = runs;
  expect(findRun(world.db, first!.id)).toMatchObject({
    config: { training: { learningRate: 1e-5, maxSteps: 40 }, energy: { enabled: true } },
    maxSteps: 40,
    sweepId: sweep.id,
    trialValues: { "training.learningRate": 1e-5, "energy.enabled": true },
  });
  expect(await api.runs.get({ id: runs[5]!.id })).toMatchObject({
    tags: ["a"],
    trial: 6,
    sweepId: sweep.id,
    trialValues: { "training.learningRate": 1e-3, "energy.enabled": false },
    stoppedBy: null,
  });
  expect(await api.datasets.jobs()).toHaveLength(1);
  expect((await api.sweeps.list({ projectId: sweep.projectId })).map(({ id }) => id)).toEqual([sweep.id]);
  expect(await api.sweeps.list({ projectId: "other" })).toEqual([]);
});

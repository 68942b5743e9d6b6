import { expect, test } from "vitest";
import { vlaEnergy } from "#server/recipes/vla-energy.ts";

test("a preset lies below what is given; what is given wins", () => {
  const checked = vlaEnergy.check({
    preset: "scoop-tiny",
    config: { training: { learningRate: 0.02, clipNorm: null } },
  });
  expect(checked).toMatchObject({
    ok: true,
    config: { training: { learningRate: 0.02, clipNorm: null, batchSize: 16 }, data: { datasetName: "vela_scoop_64" } },
  });
});

test("a later attempt goes on from the newest checkpoint, or from the step that was chosen", () => {
  const never = { ...vlaEnergy.defaults(), run: { resume: "never" } };
  expect(vlaEnergy.resumed(never, null)).toMatchObject({ run: { resume: "auto" } });
  expect(vlaEnergy.resumed(never, 400)).toMatchObject({ run: { resume: 400 } });
});

test("only the sample data sets below the usual root can be made", () => {
  const data = (config: object) => vlaEnergy.data({ ...vlaEnergy.defaults(), ...config });
  expect(data({ data: { datasetName: "vela_scoop_128" } }).sample).toMatchObject({ size: 128 });
  expect(data({ data: { datasetName: "vela_scoop_64", rootDir: "/elsewhere" } }).sample).toBeNull();
  expect(data({ data: { datasetName: "vela_scoop_32" } }).sample).toBeNull();
});

test("checkpoints are counted as they are kept", () => {
  const kept = (training: object) => vlaEnergy.size({ ...vlaEnergy.defaults(), training: { ...training } });
  const base = { maxSteps: 1000, saveFreq: 300, useValSet: true };
  expect(kept(base)).toMatchObject({ steps: 1000, checkpoints: 4, checkpointsKept: 4 });
  expect(kept({ ...base, keepCheckpoints: "latest" })).toMatchObject({ checkpointsKept: 1 });
  expect(kept({ ...base, keepCheckpoints: { best: 2 } })).toMatchObject({ checkpointsKept: 3 });
});

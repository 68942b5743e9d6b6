import { expect, test } from "vitest";
import { vlaEnergySize } from "#server/recipes/vla-energy-size.ts";
import { diskFinding, engineFinding, gpuFinding, type Machine, memoryFinding } from "#server/runs/machine-findings.ts";
import { TrainConfig, type TrainConfigInput } from "#trainer/contract/config.ts";
import { findPreset } from "#trainer/contract/presets.ts";

const GB = 1e9;
const MACHINE: Machine = {
  ...{ totalMemoryBytes: 24 * GB, freeMemoryBytes: 20 * GB, freeDiskBytes: 500 * GB },
  ...{ engine: null, gpus: 2 },
};
const big = (config: TrainConfigInput = {}) => vlaEnergySize(TrainConfig.parse(config));
const tiny = vlaEnergySize(TrainConfig.parse(findPreset("scoop-tiny")!.config));

test("the tiny preset fits a laptop, and nothing is said of its engine", () => {
  expect(diskFinding(tiny, MACHINE).level).toBe("ok");
  expect(memoryFinding(tiny, MACHINE).level).toBe("ok");
  expect(engineFinding(tiny, { ...MACHINE, engine: "tfjs-wasm 4.22.0" })).toBeNull();
});

test("weights that this machine cannot hold stop the launch, unless a GPU is to hold them", () => {
  expect(memoryFinding(big(), MACHINE)).toMatchObject({
    level: "block",
    message: { en: expect.stringMatching(/the weights alone 3\d\.\d GB, but this machine has 24\.0 GB: choose/) },
  });
  expect(memoryFinding(big({ engine: { backend: "tensorflow-gpu" } }), MACHINE).level).toBe("ok");
  expect(memoryFinding(big(), { ...MACHINE, totalMemoryBytes: 256 * GB }).level).toBe("warning");
  expect(memoryFinding(big(), { ...MACHINE, totalMemoryBytes: 512 * GB, freeMemoryBytes: 500 * GB }).level).toBe("ok");
});

test("checkpoints without room stop the launch, and the sentence says how fewer are kept", () => {
  const all = diskFinding(big(), MACHINE);
  expect(all).toMatchObject({ level: "block", message: { en: expect.stringContaining("training.keepCheckpoints") } });
  expect(diskFinding(big({ training: { keepCheckpoints: "latest" } }), MACHINE).level).toBe("ok");
});

test("a large model is told to need a GPU engine; WebAssembly by name cannot hold it", () => {
  expect(engineFinding(big(), { ...MACHINE, engine: "tfjs-wasm 4.22.0" })).toMatchObject({
    level: "warning",
    message: { en: expect.stringContaining("used last here: tfjs-wasm 4.22.0") },
  });
  expect(engineFinding(big(), { ...MACHINE, engine: "tfjs-node-gpu 4.22.0" })).toBeNull();
  expect(engineFinding(big({ engine: { backend: "wasm" } }), MACHINE)?.level).toBe("block");
});

test("every finding speaks both languages", () => {
  for (const size of [tiny, big(), big({ engine: { backend: "wasm" } })])
    for (const finding of [diskFinding(size, MACHINE), memoryFinding(size, MACHINE), engineFinding(size, MACHINE)])
      if (finding) expect(finding.message.zh).toMatch(/\p{Script=Han}.*。$/su);
});

test("more GPUs than there are block a launch, once a worker has counted them", () => {
  expect(gpuFinding({ gpus: 0 }, MACHINE)).toBeNull();
  expect(gpuFinding({ gpus: 2 }, MACHINE)).toMatchObject({ level: "ok" });
  expect(gpuFinding({ gpus: 3 }, MACHINE)).toMatchObject({
    level: "block",
    message: { en: expect.stringContaining("needs 3 GPUs at once, but runs may have 2 here") },
  });
  expect(gpuFinding({ gpus: 3 }, { ...MACHINE, gpus: null })).toBeNull();
});

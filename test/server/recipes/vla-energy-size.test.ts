import { expect, test } from "vitest";
import { countParameters as estimate } from "#server/recipes/count-parameters.ts";
import { ownShapes } from "#server/recipes/model-shapes.ts";
import { vlaEnergySize } from "#server/recipes/vla-energy-size.ts";
import { TrainConfig, type TrainConfigInput } from "#trainer/contract/config.ts";
import { mergeConfig } from "#trainer/contract/overrides.ts";
import { findPreset } from "#trainer/contract/presets.ts";
import { initEnergy } from "#trainer/energy/energy-model.ts";
import { PLAIN_INIT, type VlaDims } from "#trainer/models/dims.ts";
import { isReachable } from "#trainer/models/reachable.ts";
import { initVla } from "#trainer/models/vla.ts";
import { createRng } from "#trainer/rng.ts";
import { countParameters } from "#trainer/tree.ts";

const TINY = findPreset("scoop-tiny")!.config;
const tiny = (over: TrainConfigInput = {}) => TrainConfig.parse(mergeConfig(TINY, over));
const sizeOf = (over: TrainConfigInput = {}) => vlaEnergySize(tiny(over));

test.each([
  ["as it is", {}],
  ["with FiLM", { film: { enabled: true } }],
  ["with one tower", { model: { towers: "siglip" } }],
  ["without proprio", { data: { useProprio: false } }],
  ["with a diffusion head", { head: { kind: "diffusion" } }],
  ["with a token head", { head: { kind: "token" } }],
] as [string, TrainConfigInput][])("scoop-tiny %s is counted exactly as the trainer makes it", (_what, over) => {
  const config = tiny(over);
  const { size, towers } = config.model;
  const dims: VlaDims = {
    ...size,
    towers,
    llama: { ...size.llama, vocab: ownShapes(config).llama.vocab, rmsEps: 1e-6, ropeTheta: 10_000 },
    numImages: 1,
    chunk: 8,
    actionDim: 7,
    proprioDim: config.data.useProprio ? 7 : null,
    film: config.film.enabled ? "unpadded" : null,
  };
  const policy = initVla(createRng(0), dims, PLAIN_INIT, config.head.kind);
  const counts = estimate(config, ownShapes(config));
  expect(counts.base + counts.film + counts.heads).toBe(countParameters(policy));
  expect(counts.trainedPolicy).toBe(countParameters(policy, (name) => isReachable(name, dims, config.head.kind)));
  expect(counts.energy).toBe(countParameters(initEnergy(createRng(0), { stateDim: 64, actionDim: 7, hidden: 64 })));
});

test("a checkpoint holds weights and the moments of what is trained", () => {
  const { parameters, trainedParameters, checkpointBytes } = sizeOf();
  expect(checkpointBytes).toBe(4 * (parameters + 2 * trainedParameters));
  expect(sizeOf({ training: { precision: "bf16" } }).checkpointBytes).toBeGreaterThan(checkpointBytes);
});

test("with LoRA the merged model is what takes the room, at the precision that it is saved in", () => {
  const size = (over: TrainConfigInput) => vlaEnergySize(TrainConfig.parse(over)).checkpointBytes;
  const merged = size({ training: { precision: "bf16" } });
  expect(merged).toBeGreaterThan(15e9);
  expect(merged).toBeLessThan(20e9);
  expect(merged - size({ training: { precision: "bf16" }, lora: { mergeDuringTraining: false } })).toBe(
    2 * 7_541_237_184,
  );
  expect(size({})).toBeGreaterThan(30e9);
});

test("memory grows with pictures, batch and accumulation, and shrinks with gradient checkpointing", () => {
  const memory = (over: TrainConfigInput) => vlaEnergySize(TrainConfig.parse(over)).memoryBytes;
  const base = memory({});
  expect(base).toBeGreaterThan(4 * 7_541_237_184);
  expect(memory({ data: { numImages: 2 } })).toBeGreaterThan(base);
  expect(memory({ training: { batchSize: 16 } })).toBeGreaterThan(base);
  expect(memory({ training: { gradAccumulationSteps: 4 } })).toBeGreaterThan(base);
  expect(memory({ training: { gradientCheckpointing: true } })).toBeLessThan(base);
  expect(memory({ lora: { enabled: false } })).toBeGreaterThan(base + 7e9 * 3 * 4);
});

test("a model that is known is counted as it is, whatever its name", () => {
  const config = TrainConfig.parse({ model: { vlaPath: "own/small" } });
  expect(vlaEnergySize(config, ownShapes(tiny())).parameters).toBeLessThan(10e6);
  expect(vlaEnergySize(config).parameters).toBeGreaterThan(7e9);
});

import { expect, test } from "vitest";
import { countParameters } from "#server/recipes/count-parameters.ts";
import { OPENVLA_7B, ownShapes } from "#server/recipes/model-shapes.ts";
import { TrainConfig, type TrainConfigInput } from "#trainer/contract/config.ts";

const counts = (input: TrainConfigInput) => countParameters(TrainConfig.parse(input), OPENVLA_7B);
const LIBERO = { data: { useProprio: true } } satisfies TrainConfigInput;
const ALOHA = { data: { platform: { kind: "aloha" }, useProprio: true }, film: { enabled: true } } as const;

test("openvla-7b has the original's number of parameters", () => {
  expect(counts({}).base).toBe(7_541_237_184);
});

test("LoRA adds the original's number where it adapts what the original adapts, and fewer where it can matter", () => {
  expect(counts({ lora: { targets: "original" } }).adapters).toBe(110_828_288);
  const reachable = counts({}).adapters;
  expect(reachable).toBeLessThan(110_828_288);
  expect(counts({ lora: { rank: 8 } }).adapters).toBe(reachable / 4);
});

test("heads, projectors, FiLM and energy model have the original's numbers of parameters", () => {
  expect(counts({}).heads).toBe(151_117_831);
  expect(counts(LIBERO).heads).toBe(151_117_831 + 16_818_176);
  expect(counts(ALOHA).heads).toBe(268_644_366 + 16_842_752);
  expect(counts({ head: { kind: "diffusion" } }).heads).toBe(151_117_831 + 16_789_504);
  expect(counts({ head: { kind: "token" } }).heads).toBe(0);
  expect(counts(ALOHA).film).toBe(456_241_920);
  expect(counts({}).energy).toBe(5_007_887);
  expect(counts({ energy: { enabled: false } }).energy).toBe(0);
});

test("what is trained follows the config", () => {
  const { adapters, heads } = counts(LIBERO);
  expect(counts(LIBERO).trainedPolicy).toBe(adapters + heads);
  expect(counts({ energy: { only: true } }).trainedPolicy).toBe(0);
  const full = counts({ lora: { enabled: false } });
  expect(full.trainedPolicy).toBeLessThan(full.base + full.heads);
  expect(full.trainedPolicy).toBeGreaterThan(6.8e9);
});

test("one tower has no tower beside it, and a projector of two layers", () => {
  const scratch = (towers: "dinosiglip" | "siglip" | "dino") => {
    const config = TrainConfig.parse({ model: { vlaPath: null, towers }, lora: { enabled: false } });
    return countParameters(config, ownShapes(config)).base;
  };
  const [both, siglip, dino] = [scratch("dinosiglip"), scratch("siglip"), scratch("dino")];
  expect(dino).toBeGreaterThan(siglip);
  expect(both).toBeGreaterThan(dino);
});

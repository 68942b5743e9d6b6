import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findModelSource, modelSentence } from "#server/models/source.ts";
import { baseLayers } from "#server/recipes/layers.ts";
import { vlaEnergy } from "#server/recipes/vla-energy.ts";
import { makeWorld } from "#test/factories/world.ts";

const GOLDEN = "test/golden/openvla_tiny/weights.safetensors";

const config = (vlaPath: string | null) => ({ ...vlaEnergy.defaults(), model: { vlaPath }, lora: { enabled: false } });
const source = (world: ReturnType<typeof makeWorld>, vlaPath: string | null) =>
  findModelSource(world.paths, vlaEnergy, config(vlaPath));

test("a run from scratch needs no model", () => {
  expect(source(makeWorld(), null)).toEqual({ state: "none" });
});

test("an absent model is one sentence that says where it is looked for and what else can be done", () => {
  const world = makeWorld();
  const found = source(world, "openvla/openvla-7b");
  expect(found).toMatchObject({ state: "absent", folder: join(world.paths.root, "models/openvla/openvla-7b") });
  if (found.state !== "absent") throw new Error("expected an absent model");
  expect(modelSentence(found).en).toMatch(
    /^there is no model "openvla\/openvla-7b": put .* at .*, or empty model.vlaPath/,
  );
});

test("a folder that holds a model shows its shapes, wherever it lies", () => {
  const world = makeWorld();
  const folder = join(world.paths.root, "models", "tiny");
  mkdirSync(folder, { recursive: true });
  cpSync(GOLDEN, join(folder, "model.safetensors"));
  for (const file of ["config.json", "tokenizer.json"]) writeFileSync(join(folder, file), "{}");
  for (const path of ["tiny", folder]) {
    const found = source(world, path);
    if (found.state !== "there") throw new Error(JSON.stringify(found));
    expect(found.shapes.towers.map(({ registers }) => registers === null)).toEqual([false, true]);
    const counted = baseLayers(found.shapes).reduce((sum, { floats }) => sum + floats, 0);
    expect(counted).toBe(floatsIn(GOLDEN));
  }
});

test("a folder that holds something else says what is wrong with it", () => {
  const world = makeWorld();
  const folder = join(world.paths.root, "models", "odd");
  mkdirSync(folder, { recursive: true });
  expect(source(world, "odd")).toMatchObject({ state: "unreadable", reason: "config.json is missing" });
  writeFileSync(join(folder, "config.json"), "{}");
  expect(source(world, "odd")).toMatchObject({ state: "unreadable", reason: "tokenizer.json is missing" });
  writeFileSync(join(folder, "tokenizer.json"), "{}");
  expect(source(world, "odd")).toMatchObject({ reason: "there is no .safetensors file in it" });
  writeFileSync(join(folder, "model.safetensors"), "not tensors at all");
  expect(source(world, "odd")).toMatchObject({ reason: expect.stringContaining("is not a safetensors file") });
});

function floatsIn(file: string): number {
  const bytes = readFileSync(file);
  const header: Record<string, { shape?: number[] }> = JSON.parse(
    bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString(),
  );
  return Object.values(header).reduce((sum, { shape }) => sum + (shape?.reduce((a, b) => a * b, 1) ?? 0), 0);
}

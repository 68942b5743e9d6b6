import { beforeAll, describe, expect, test } from "vitest";
import { EnergyConfig } from "#trainer/contract/config/energy.ts";
import type { TrainConfig } from "#trainer/contract/config.ts";
import { applySettings, parseConfig } from "#trainer/contract/overrides.ts";
import { energyLoss } from "#trainer/energy/energy-loss.ts";
import { initEnergy } from "#trainer/energy/energy-model.ts";
import {
  energyDrawFeeds,
  energyGradients,
  energyUpdate,
  energyUpdateFeeds,
  energyValFeeds,
} from "#trainer/energy/energy-step.ts";
import { eagerEngine } from "#trainer/engine/eager.ts";
import type { Feeds } from "#trainer/engine/engine.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { initAdamW } from "#trainer/optim/adamw.ts";
import { createRng } from "#trainer/rng.ts";
import { flatten } from "#trainer/tree.ts";

beforeAll(startWasm);

const EVERY_NEGATIVE = ["noise", "temporalShift", "amplitude", "gripperFlip"].map(
  (kind) => `energy.negatives.${kind}=true`,
);
const CONTEXT = { length: 6, width: 12 };

test("every energy metric of a step has its own name, explicit negatives and l2 included", async () => {
  const plain = await setUp([]).step(0);
  expect(Object.keys(plain).sort()).toEqual([
    "energy/gap",
    "energy/loss",
    "energy/negative",
    "energy/positive",
    "objective",
    "optim/energy_grad_norm",
  ]);
  expect(plain.objective).toBe(plain["energy/loss"]);
  const all = await setUp([...EVERY_NEGATIVE, "energy.l2=0.5"]).step(0);
  const added = Object.keys(all).filter((name) => !(name in plain));
  expect(added.sort()).toEqual([
    "energy/l2",
    "energy/negative_amplitude",
    "energy/negative_gripper_flip",
    "energy/negative_noise",
    "energy/negative_temporal_shift",
  ]);
  expect(all.objective).toBeCloseTo(all["energy/loss"]! + all["energy/l2"]!, 5);
  expect(all["energy/gap"]).toBeCloseTo(all["energy/negative"]! - all["energy/positive"]!, 5);
});

test.each(EnergyConfig.shape.output.unwrap().options)(
  "with %s, dropout and every negative, the loss falls and the gap opens",
  async (output) => {
    const run = setUp([
      `energy.output=${output}`,
      "energy.dropout=0.1",
      "energy.learningRate=1e-3",
      "energy.hidden=32",
      ...EVERY_NEGATIVE,
    ]);
    const first = await run.step(0);
    let last = first;
    for (let i = 1; i < 60; i++) last = await run.step(i);
    expect(last["energy/loss"]).toBeLessThan(0.8 * first["energy/loss"]!);
    expect(last["energy/gap"]).toBeGreaterThan(0.3);
  },
);

describe("the optimizer", () => {
  test("holds weights and moments for warmSteps steps, while the loss is measured", async () => {
    const run = setUp(["energy.warmSteps=2"]);
    const before = run.weights();
    for (const step of [0, 1]) expect((await run.step(step))["energy/loss"]).toBeGreaterThan(0);
    expect(run.weights()).toEqual(before);
    expect(run.firstMoment()).toBe(0);
    await run.step(2);
    expect(run.weights()).not.toEqual(before);
    expect(run.firstMoment()).toBeGreaterThan(0);
  });

  test("starts after a hold as it would have started without one", async () => {
    const [held, fresh] = [setUp(["energy.warmSteps=3"]), setUp([])];
    for (const step of [0, 1, 2, 3]) await held.step(step);
    await fresh.step(0);
    expect(held.weights()).toEqual(fresh.weights());
  });

  test("has its own rate, which the policy's schedule does not touch", () => {
    const rate = (settings: string[]) => energyUpdateFeeds(500, config(settings), setUp([]).side);
    expect(rate(["training.learningRate=1e-5", "stepsBeforeDecay=100"])).toEqual(rate([]));
    expect(rate(["energy.learningRate=1e-5"])).not.toEqual(rate([]));
  });

  test("clips its gradient", async () => {
    const run = setUp(["energy.clipNorm=0.001"]);
    const { "optim/energy_grad_norm": norm } = await run.step(0);
    expect(norm).toBeGreaterThan(0.01);
    // After one update the first moment is a tenth of the clipped gradient.
    expect(run.firstMoment()).toBeCloseTo(1e-4, 6);
  });
});

test("dropout and negatives are drawn by seed and batch, validation's without dropout", () => {
  const { side } = setUp([]);
  const all = config([...EVERY_NEGATIVE, "energy.dropout=0.2"]);
  expect(energyDrawFeeds(7, all, side)).toEqual(energyDrawFeeds(7, all, side));
  expect(energyDrawFeeds(7, all, side)).not.toEqual(energyDrawFeeds(8, all, side));
  expect(energyDrawFeeds(7, { ...all, training: { ...all.training, seed: 5 } }, side)).not.toEqual(
    energyDrawFeeds(7, all, side),
  );
  expect(Object.keys(energyDrawFeeds(7, all, side))).toContain("keep");
  expect(Object.keys(energyValFeeds(7, 3, all, side))).toEqual(["negativeNoise", "negativeSource", "negativeGain"]);
  const keep = energyDrawFeeds(0, { ...all, energy: { ...all.energy, hidden: 512 } }, side).keep!;
  expect(keep.data.filter((value) => value === 0).length / keep.data.length).toBeCloseTo(0.2, 1);
  expect(new Set(keep.data)).toEqual(new Set([0, Math.fround(1.25)]));
});

test("l2 pulls the energies down", async () => {
  const [free, pulled] = [setUp(["energy.output=softplus"]), setUp(["energy.output=softplus", "energy.l2=100"])];
  for (let i = 0; i < 30; i++) await Promise.all([free.step(i), pulled.step(i)]);
  const [loose, tight] = [await free.step(30), await pulled.step(30)];
  expect(tight["energy/negative"]).toBeLessThan(0.5 * loose["energy/negative"]!);
});

test("two arms, 25 steps, width 512 and 8 heads: one update stays finite", async () => {
  const run = setUp(["energy.hidden=512", "energy.heads=8", "energy.dropout=0.2", ...EVERY_NEGATIVE], {
    chunk: 25,
    actionDim: 14,
    platform: ["data.platform.kind=aloha"],
  });
  const metrics = await run.step(0);
  for (const [name, value] of Object.entries(metrics)) expect(Number.isFinite(value), name).toBe(true);
});

test("a step has no effect on the context it is given, and 100 steps leave no tensor behind", async () => {
  const run = setUp(["energy.dropout=0.2", "energy.l2=0.01", ...EVERY_NEGATIVE]);
  await run.step(0);
  const before = tf.memory().numTensors;
  for (let i = 1; i <= 100; i++) await run.step(i);
  expect(tf.memory().numTensors).toBe(before);
});

test("a last, smaller batch of validation is measured, even of one row", async () => {
  const { side } = setUp([]);
  for (const rows of [1, 3]) {
    const plain = config([]);
    const { metrics } = energyLoss(side, plain, tensors(batch(rows, side.dims)), context(rows));
    expect(metrics.loss!.dataSync()[0]).toBeGreaterThanOrEqual(0);
    const all = config(EVERY_NEGATIVE);
    const feeds = { ...batch(rows, side.dims), ...energyValFeeds(0, rows, all, side) };
    expect(energyLoss(side, all, tensors(feeds), context(rows)).metrics.loss!.dataSync()[0]).toBeGreaterThan(0);
  }
});

function config(settings: string[], platform: string[] = []): TrainConfig {
  const basic = ["lora.enabled=false", "batchSize=4", "energy.hidden=16", "energy.heads=4", "energy.dropout=0"];
  return parseConfig(applySettings({}, [...basic, ...platform, ...settings]));
}

/** An energy model with one batch that it is trained on again and again. */
function setUp(settings: string[], { chunk = 8, actionDim = 7, platform = [] as string[] } = {}) {
  const parsed = config(settings, platform);
  const { hidden } = parsed.energy;
  const side = {
    energy: initEnergy(createRng(1), { stateDim: CONTEXT.width, actionDim, hidden }),
    contextLength: CONTEXT.length,
    dims: { chunk, actionDim },
  };
  const optimizer = initAdamW(flatten(side.energy));
  const states = context(4);
  const compiled = eagerEngine("test", "test").compile((inputs) => {
    const { metrics, objective, grads } = energyGradients(side, parsed, inputs, states);
    return { ...metrics, ...energyUpdate(side, optimizer, parsed, inputs, grads), objective };
  });
  const values = (variables: Iterable<tf.Variable>) => [...variables].map((variable) => [...variable.dataSync()]);
  return {
    side,
    weights: () => values(flatten(side.energy).values()),
    firstMoment: () => Math.hypot(...values(optimizer.m.values()).flat()),
    async step(i: number): Promise<Record<string, number>> {
      const feeds = { ...energyUpdateFeeds(i, parsed, side), ...energyDrawFeeds(i, parsed, side) };
      const outputs = await compiled.run({ ...batch(4, side.dims), ...feeds });
      return Object.fromEntries(Object.entries(await outputs.read()).map(([name, data]) => [name, data[0]!]));
    },
  };
}

/** Rows of random chunks with a gripper in {0, 1}, and a context mask that hides the last state. */
function batch(rows: number, { chunk, actionDim }: { chunk: number; actionDim: number }): Feeds {
  const rng = createRng(2);
  const actions = Float32Array.from({ length: rows * chunk * actionDim }, (_, i) =>
    i % actionDim === 6 ? rng.int(2) : rng.normal(),
  );
  const mask = Float32Array.from({ length: rows * CONTEXT.length }, (_, i) => Number((i + 1) % CONTEXT.length === 0));
  return {
    actions: { data: actions, shape: [rows, chunk, actionDim], dtype: "float32" },
    contextMask: { data: mask, shape: [rows, CONTEXT.length], dtype: "float32" },
  };
}

function context(rows: number): tf.Tensor3D {
  const { length, width } = CONTEXT;
  const data = Float32Array.from({ length: rows * length * width }, createRng(3).normal);
  return tf.tensor3d(data, [rows, length, width]);
}

function tensors(feeds: Feeds): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { data, shape, dtype }]) => [name, tf.tensor(data, shape, dtype)]),
  );
}

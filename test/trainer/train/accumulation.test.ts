import fs from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toTensors } from "#trainer/engine/eager.ts";
import type { Engine, Feeds } from "#trainer/engine/engine.ts";
import { openEngine } from "#trainer/engine/open.ts";
import { tf } from "#trainer/engine/tf.ts";
import { trainedEnergy, trainedPolicy } from "#trainer/model.ts";
import { learnFromBatch } from "#trainer/step.ts";
import { flatten } from "#trainer/tree.ts";
import { singleRank } from "#trainer/update/ranks.ts";
import { tinyTrainer, writeTinyData } from "./tiny-trainer.ts";

let engine: Engine;
let rootDir: string;
const trainer = (...settings: string[]) => tinyTrainer(engine, rootDir, settings);

beforeAll(async () => {
  engine = await openEngine("wasm");
  rootDir = await writeTinyData();
});
afterAll(() => fs.rmSync(rootDir, { recursive: true }));

describe("an update from several batches", () => {
  test("is that of one big batch for the policy", async () => {
    const parts = await trainer("training.batchSize=2", "training.gradAccumulationSteps=3", "data.imageAug=true");
    const whole = await trainer("training.batchSize=6", "data.imageAug=true");
    const [inParts, atOnce] = [await parts.train(4), await whole.train(4)];
    for (const [i, { metrics }] of inParts.entries()) {
      const { metrics: wanted } = atOnce[i]!;
      for (const name of ["train/loss", "train/current_l1_loss", "train/next_l1_loss", "optim/grad_norm"])
        expect(metrics[name]! / wanted[name]!, `${name} of update ${i + 1}`).toBeCloseTo(1, 4);
    }
    const [a, b] = [await valuesOf(trainedPolicy(parts.model)), await valuesOf(trainedPolicy(whole.model))];
    const differences = Object.entries(a).flatMap(([name, values]) => values.map((x, i) => Math.abs(x - b[name]![i]!)));
    // Where the true gradient is zero (the keys' biases), Adam makes steps of the rounding.
    expect(differences.filter((difference) => difference > 2e-5).length / differences.length).toBeLessThan(0.01);
  });

  test("averages the energy's gradients too, each batch with its own negatives", async () => {
    const [done] = await (await trainer("training.gradAccumulationSteps=2")).train(1);
    const fresh = await trainer();
    const [first, second] = done!.batches.map(({ feeds }) => energyGradientsOf(fresh, feeds));
    const means = first!.map((value, i) => (value + second![i]!) / 2);
    expect(done!.metrics["optim/energy_grad_norm"]).toBeCloseTo(Math.hypot(...means), 5);
    const losses = done!.batches.map(({ metrics }) => metrics["energy/loss"]!);
    expect(done!.metrics["energy/loss"]).toBeCloseTo((losses[0]! + losses[1]!) / 2, 6);
  });

  test("counts updates: the rate, the energy's hold and the place in the data follow", async () => {
    const run = await trainer(
      "training.gradAccumulationSteps=2",
      "training.lrWarmupSteps=4",
      "energy.warmSteps=2",
      "energy.dropout=0.2",
    );
    const before = await valuesOf(trainedEnergy(run.model));
    const held = await run.train(2);
    expect(await valuesOf(trainedEnergy(run.model))).toEqual(before);
    const moving = await run.train(1);
    expect(await valuesOf(trainedEnergy(run.model))).not.toEqual(before);
    expect(run.state.step).toBe(3);
    expect([...held, ...moving].flatMap(({ batches }) => batches.map(({ number }) => number))).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    const draws = held.flatMap(({ batches }) => batches.map(({ feeds }) => `${feeds.keep!.data}`));
    expect(new Set(draws).size).toBe(4);
  });

  test("is resumed bit for bit between updates", async () => {
    const settings = ["training.gradAccumulationSteps=2", "energy.dropout=0.2", "data.imageAug=true"];
    const whole = await trainer(...settings);
    await whole.train(4);
    const first = await trainer(...settings);
    await first.train(2);
    const dir = await first.save(`${rootDir}/run`);
    const second = await trainer(...settings);
    await second.restore(dir);
    await second.train(2);
    for (const leaves of [trainedPolicy, trainedEnergy])
      expect(await valuesOf(leaves(second.model))).toEqual(await valuesOf(leaves(whole.model)));
    expect(JSON.parse(fs.readFileSync(`${dir}/training_state.json`, "utf8"))).toMatchObject({
      step: 2,
      dataPosition: 4,
    });
  });
});

test.each([1, 3])(
  "100 updates of %i batches leave no tensors behind, and what is frozen does not move",
  async (count) => {
    const run = await trainer(`training.gradAccumulationSteps=${count}`, "energy.dropout=0.2");
    const trained = new Set([...trainedPolicy(run.model).keys()]);
    const frozen = new Map([...flatten(run.model.policy)].filter(([name]) => !trained.has(name)));
    expect(frozen.size).toBeGreaterThan(0);
    const before = await valuesOf(frozen);
    // The first updates may keep what later ones use again.
    await run.train(20);
    const tensors = tf.memory().numTensors;
    await run.train(100);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(await valuesOf(frozen)).toEqual(before);
  },
);

test("with energy.only the policy rests and only the energy model learns", async () => {
  const run = await trainer("energy.only=true", "training.gradAccumulationSteps=2");
  const [policy, energy] = [await valuesOf(flatten(run.model.policy)), await valuesOf(trainedEnergy(run.model))];
  const [done] = await run.train(1);
  expect(await valuesOf(flatten(run.model.policy))).toEqual(policy);
  expect(await valuesOf(trainedEnergy(run.model))).not.toEqual(energy);
  expect(done!.metrics).not.toHaveProperty("optim/grad_norm");
});

function energyGradientsOf({ model, config }: Awaited<ReturnType<typeof trainer>>, feeds: Feeds): number[] {
  const found: number[] = [];
  tf.tidy(() => {
    const energy = (grads: ReadonlyMap<string, tf.Tensor>) => {
      for (const gradient of grads.values()) found.push(...gradient.dataSync());
      return {};
    };
    learnFromBatch(model, config, toTensors(feeds), singleRank(), { policy: () => ({}), energy });
  });
  return found;
}

async function valuesOf(leaves: ReadonlyMap<string, tf.Variable>) {
  const entries = [...leaves].map(async ([name, leaf]) => [name, [...(await engine.read(leaf))]] as const);
  return Object.fromEntries(await Promise.all(entries));
}

import fs from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "#trainer/engine/engine.ts";
import { openEngine } from "#trainer/engine/open.ts";
import { tf } from "#trainer/engine/tf.ts";
import { type EnergyRows, type Ranks, singleRank } from "#trainer/update/ranks.ts";
import { tinyTrainer, writeTinyData } from "../train/tiny-trainer.ts";

let engine: Engine;
let rootDir: string;
beforeAll(async () => {
  engine = await openEngine("wasm");
  rootDir = await writeTinyData();
});
afterAll(() => fs.rmSync(rootDir, { recursive: true }));

const one = async (ranks: Partial<Ranks>, settings: string[] = []) => {
  const run = await tinyTrainer(engine, rootDir, ["energy.dropout=0", ...settings], { ...singleRank(), ...ranks });
  return (await run.train(1))[0]!.metrics;
};

/** As if the other rank had seen the gradients `factor` times as large. */
const scaled = (factor: number): Ranks["meanGradients"] => {
  return (own) => new Map([...own].map(([name, gradient]) => [name, gradient.mul((1 + factor) / 2)]));
};

/** As if the other rank had drawn the same rows. */
const doubled = ({ context, inputs: { actions, contextMask } }: EnergyRows): EnergyRows => ({
  context: tf.concat([context, context]),
  inputs: { actions: tf.concat([actions!, actions!]), contextMask: tf.concat([contextMask!, contextMask!]) },
});

describe("what ranks agree on takes part in the step", () => {
  test.each([1, 2])("gradients are averaged before they are clipped, with %i batches a step", async (count) => {
    const settings = [`training.gradAccumulationSteps=${count}`, "training.clipNorm=0.1"];
    const [alone, together] = [await one({}, settings), await one({ meanGradients: scaled(3) }, settings)];
    for (const name of ["optim/grad_norm", "optim/energy_grad_norm"])
      expect(together[name]! / alone[name]!, name).toBeCloseTo(2, 5);
  });

  test("each chunk is a negative for the contexts of all", async () => {
    const [alone, together] = [await one({}), await one({ gatherEnergyInputs: doubled })];
    // Every choice is there twice.
    expect(together["energy/loss"]).toBeCloseTo(alone["energy/loss"]! + Math.LN2, 5);
    expect(together["energy/positive"]).toBeCloseTo(alone["energy/positive"]!, 5);
    expect(together["train/loss"]).toBe(alone["train/loss"]);
  });
});

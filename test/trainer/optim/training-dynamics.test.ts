import { beforeAll, describe, expect, test } from "vitest";
import { initEnergy } from "#trainer/energy/energy-model.ts";
import { swapInfoNce } from "#trainer/energy/swap-infonce.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { l1Losses } from "#trainer/losses/l1.ts";
import { applyL1Head } from "#trainer/models/l1-head.ts";
import { initMlpResnet } from "#trainer/models/mlp-resnet.ts";
import { adamW, adamWScalars, initAdamW } from "#trainer/optim/adamw.ts";
import { clipScale, globalNorm } from "#trainer/optim/clip.ts";
import { learningRateAt } from "#trainer/optim/schedule.ts";
import { valueAndGrads } from "#trainer/optim/value-and-grads.ts";
import { createRng } from "#trainer/rng.ts";
import { toFloat32 } from "#trainer/safetensors-dtype.ts";
import { flatten } from "#trainer/tree.ts";
import { floatTensor, type Golden, golden, loadGolden, readGolden } from "../golden.ts";

beforeAll(startWasm);

const ENERGY = { heads: 4, output: "scaledSigmoid", tau: 0.5 } as const;

// In the second run the energy's gradients reach norm 12 at rate 5e-3: from the second energy update on, rounding grows
// tenfold every few updates (tfjs cpu and wasm part from each other as far as from the original). `sound` counts the
// micro-batches before that.
const runs = [
  {
    name: "nowarmup_decay12",
    learningRate: 2e-3,
    energyRate: 1e-3,
    lrWarmupSteps: 0,
    stepsBeforeDecay: 12,
    hold: 0,
    sound: 40,
  },
  {
    name: "energywarm",
    learningRate: 5e-4,
    energyRate: 5e-3,
    lrWarmupSteps: 3,
    stepsBeforeDecay: 100,
    hold: 11,
    sound: 14,
  },
];

// Losses, clipping, AdamW and the schedule together: 20 updates of two micro-batches each.
describe.each(runs)("$name", ({ name, energyRate, hold, sound, ...schedule }) => {
  test("20 updates follow the original's losses, norms, rates and weights", async () => {
    const outputs = await readGolden("training_dynamics", "outputs");
    const { head, energy, micro } = await load();
    const [headParams, energyParams] = [flatten(head), flatten(energy)];
    const [headState, energyState] = [initAdamW(headParams), initAdamW(energyParams)];
    const log: Record<string, number[]> = { micro_loss: [], micro_energy_loss: [], step_lr_used: [] };
    log.step_head_grad_norm = [];
    log.step_energy_grad_norm_before_clip = [];
    let energyUpdates = 0;

    for (let step = 0; step < 20; step++) {
      const parts = [2 * step, 2 * step + 1].map((index) => {
        const { hidden, actions, context, contextMask } = micro(index);
        const task = valueAndGrads(headParams, () => l1Losses(applyL1Head(head, hidden, 8), actions).loss);
        const inputs = { context, contextMask, actions };
        const contrast = valueAndGrads(energyParams, () => swapInfoNce(energy, inputs, ENERGY).loss);
        log.micro_loss!.push(task.value.dataSync()[0]!);
        log.micro_energy_loss!.push(contrast.value.dataSync()[0]!);
        return { task: task.grads, contrast: contrast.grads };
      });
      const taskGrads = mean(parts.map(({ task }) => task));
      const learningRate = learningRateAt(step, schedule);
      log.step_lr_used!.push(learningRate);
      log.step_head_grad_norm!.push(globalNorm(taskGrads).dataSync()[0]!);
      adamW(headParams, taskGrads, headState, { scalars: scalars(learningRate, step + 1) });

      const energyGrads = mean(parts.map(({ contrast }) => contrast));
      const norm = globalNorm(energyGrads);
      log.step_energy_grad_norm_before_clip!.push(norm.dataSync()[0]!);
      if (2 * step + 1 >= hold) {
        energyUpdates += 1;
        const gradientScale = clipScale(norm, 1);
        adamW(energyParams, energyGrads, energyState, { scalars: scalars(energyRate, energyUpdates), gradientScale });
      }
      if (step > 0) continue;
      const leaves = flatten({ action_head: head, energy_model: energy });
      expectWeights(leaves, outputs, `${name}.after_step1.`, { most: 5e-6, all: 5e-5 });
    }

    for (const [key, values] of Object.entries(log)) {
      const isChaotic = key.includes("energy") && sound < values.length;
      const compared = isChaotic ? (key.startsWith("micro") ? sound : sound / 2) : values.length;
      expectSeries(key, values.slice(0, compared), outputs, name);
    }
    const end = { most: 5e-5, all: 1e-3 };
    expectWeights(flatten({ action_head: head }), outputs, `${name}.after_step20.`, end);
    if (sound === 40) expectWeights(flatten({ energy_model: energy }), outputs, `${name}.after_step20.`, end);
  });
});

// Norms of up to 10, and ill-conditioned in places: before update 13 one hidden row is zero but for a value of 0.002, so
// its layer norm turns rounding into 1e-4 of the gradient, as a float64 recomputation shows.
const TOLERANCE: Record<string, number> = {
  step_lr_used: 1e-12,
  step_energy_grad_norm_before_clip: 1e-3,
  step_head_grad_norm: 1e-2,
};

function scalars(learningRate: number, update: number): tf.Tensor1D {
  return tf.tensor1d(adamWScalars({ learningRate, weightDecay: 0.01, update }));
}

function mean(grads: Map<string, tf.Tensor>[]): Map<string, tf.Tensor> {
  const [first, second] = grads;
  return new Map([...first!].map(([name, gradient]) => [name, gradient.add(second!.get(name)!).div(2)]));
}

function expectSeries(key: string, values: number[], outputs: Golden, run: string): void {
  const expected = golden(outputs, `${run}.${key}`).data as Float64Array;
  const tolerance = TOLERANCE[key] ?? 1e-5;
  for (const [i, value] of values.entries()) {
    // The original has no norm to show while the energy model is held.
    if (Number.isNaN(expected[i])) continue;
    expect(Math.abs(value - expected[i]!), `${key}[${i}]: ${value} for ${expected[i]}`).toBeLessThanOrEqual(tolerance);
  }
}

function expectWeights(
  leaves: ReadonlyMap<string, tf.Variable>,
  outputs: Golden,
  prefix: string,
  { most, all }: { most: number; all: number },
): void {
  const errors = [...leaves].flatMap(([name, leaf]) => {
    const expected = toFloat32(golden(outputs, prefix + name).data);
    // The bias of the keys shifts all scores of a query alike: its true gradient is 0, and Adam makes steps of noise.
    const isNoise = (i: number) => name.endsWith("in_proj_bias") && i >= leaf.size / 3 && i < (2 * leaf.size) / 3;
    return Array.from(leaf.dataSync(), (value, i) => (isNoise(i) ? 0 : Math.abs(value - expected[i]!)));
  });
  expect(Math.max(...errors)).toBeLessThanOrEqual(all);
  expect(errors.filter((error) => error > most).length / errors.length).toBeLessThan(0.001);
}

async function load() {
  const weights = await readGolden("training_dynamics", "weights");
  const inputs = await readGolden("training_dynamics", "inputs");
  const head = { model: initMlpResnet(createRng(0), { in: 56, hidden: 8, out: 7, blocks: 2 }) };
  const energy = initEnergy(createRng(0), { stateDim: 8, actionDim: 7, hidden: 16 });
  const part = (name: string, index: number) => floatTensor(inputs, name).gather([index]).squeeze([0]);
  const micro = (index: number) => ({
    hidden: part("actions_hidden_states", index),
    actions: part("actions", index) as tf.Tensor3D,
    context: part("context_hidden", index) as tf.Tensor3D,
    contextMask: part("pad_mask", index) as tf.Tensor2D,
  });
  loadGolden(head, weights, "action_head.");
  loadGolden(energy, weights, "energy_model.");
  return { head, energy, micro };
}

import { beforeAll, describe, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { adamWScalars, initAdamW } from "#trainer/optim/adamw.ts";
import { clippedAdamW } from "#trainer/optim/clipped-adamw.ts";
import { addGradients, initGradientSums, takeMeans } from "#trainer/optim/gradient-sums.ts";

beforeAll(startWasm);

const learningRate = 0.05;
const weightDecay = 0.1;
const clipNorm = 1.5;

const scalars = (update: number) => tf.tensor1d(adamWScalars({ learningRate, weightDecay, update }));
const variables = () => ({
  moved: tf.variable(tf.tensor1d([0.5, -2, 3, 0.01])),
  idle: tf.variable(tf.tensor1d([1, 2])),
});

describe("AdamW", () => {
  test("is torch.optim.AdamW's, decay and clipping included, and leaves what has no gradient alone", () => {
    const params = new Map(Object.entries(variables()));
    const state = initAdamW(params);
    const reference = { p: [0.5, -2, 3, 0.01], m: [0, 0, 0, 0], v: [0, 0, 0, 0] };
    for (let update = 1; update <= 30; update++) {
      const gradient = reference.p.map((_, i) => Math.sin(update * (i + 1)) * 2 ** (i - 1));
      const grads = new Map([["moved", tf.tensor1d(gradient)]]);
      const norm = clippedAdamW({ params, grads, state, scalars: scalars(update), clipNorm });
      expect(norm.dataSync()[0]).toBeCloseTo(torchAdamW(reference, gradient, update), 5);
    }
    for (const [i, value] of [...params.get("moved")!.dataSync()].entries())
      expect(value).toBeCloseTo(reference.p[i]!, 5);
    expect([...params.get("idle")!.dataSync()]).toEqual([1, 2]);
    expect([...state.m.get("idle")!.dataSync()]).toEqual([0, 0]);
  });

  test("without a clip a gradient of any size is used as it is", () => {
    const params = new Map(Object.entries(variables()));
    const state = initAdamW(params);
    const grads = new Map([["moved", tf.tensor1d([100, 0, 0, 0])]]);
    clippedAdamW({ params, grads, state, scalars: scalars(1), clipNorm: null });
    expect(state.m.get("moved")!.dataSync()[0]).toBeCloseTo(10, 5);
  });
});

test("sums over batches leave out what never had a gradient, and start at zero after an update", () => {
  const params = new Map(Object.entries(variables()));
  const sums = initGradientSums(params);
  for (const gradient of [
    [1, 2, 3, 4],
    [3, 2, 1, 0],
  ])
    addGradients(sums, new Map([["moved", tf.tensor1d(gradient)]]));
  const means = takeMeans(sums, 2);
  expect([...means.keys()]).toEqual(["moved"]);
  expect([...means.get("moved")!.dataSync()]).toEqual([2, 2, 2, 2]);
  addGradients(sums, new Map([["moved", tf.tensor1d([1, 1, 1, 1])]]));
  expect([...takeMeans(sums, 1).get("moved")!.dataSync()]).toEqual([1, 1, 1, 1]);
});

/** In float64, as torch's documentation writes it; returns the norm before clipping. */
function torchAdamW({ p, m, v }: Record<"p" | "m" | "v", number[]>, gradient: number[], update: number): number {
  const norm = Math.hypot(...gradient);
  const clip = Math.min(1, clipNorm / (norm + 1e-6));
  for (const [i, raw] of gradient.entries()) {
    const g = raw * clip;
    p[i]! *= 1 - learningRate * weightDecay;
    m[i] = 0.9 * m[i]! + 0.1 * g;
    v[i] = 0.999 * v[i]! + 0.001 * g * g;
    const denominator = Math.sqrt(v[i]!) / Math.sqrt(1 - 0.999 ** update) + 1e-8;
    p[i]! -= (learningRate / (1 - 0.9 ** update)) * (m[i]! / denominator);
  }
  return norm;
}

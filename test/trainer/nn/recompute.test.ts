import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { PLAIN_INIT, type VlaDims } from "#trainer/models/dims.ts";
import { applyVla, initVla, type VlaBatch, type VlaParams } from "#trainer/models/vla.ts";
import { linear } from "#trainer/nn/linear.ts";
import { checkpoint } from "#trainer/nn/recompute.ts";
import { createRng } from "#trainer/rng.ts";
import { flatten } from "#trainer/tree.ts";
import { gradientsOf, readGolden } from "../golden.ts";
import { goldenBatch, TINY_DIMS } from "../models/tiny-policy.ts";

beforeAll(startWasm);
afterAll(async () => {
  await tf.setBackend("wasm");
});

const matrix = () => tf.variable(tf.range(0, 9).sin().reshape<tf.Tensor2D>([3, 3]));

describe("checkpoint", () => {
  const block = (weight: tf.Tensor) => (x: tf.Tensor) => linear({ weight }, linear({ weight }, x).tanh()).add(x);

  test("values and gradients are those without it, whoever asks and however often", () => {
    const weight = matrix();
    const x = tf.tensor2d([[0.1, -0.4, 0.7]]);
    const plain = (input: tf.Tensor) => block(weight)(block(weight)(input)).square().sum();
    const run = (input: tf.Tensor) => checkpoint(block(weight), [input], [weight]);
    const recomputed = (input: tf.Tensor) => run(run(input)).square().sum();
    expect(recomputed(x).dataSync()).toEqual(plain(x).dataSync());
    expect(tf.grad(recomputed)(x).dataSync()).toEqual(tf.grad(plain)(x).dataSync());
    const slopes = (f: (input: tf.Tensor) => tf.Tensor) =>
      tf.variableGrads(() => f(x) as tf.Scalar, [weight]).grads[weight.name]!.dataSync();
    for (const [i, slope] of slopes(recomputed).entries()) expect(slope).toBeCloseTo(slopes(plain)[i]!, 5);
  });

  test("inside another gradient it keeps that one's tape", () => {
    const weight = matrix();
    const x = tf.tensor2d([[0.1, -0.4, 0.7]]);
    const inner = (input: tf.Tensor) => checkpoint(block(weight), [input], [weight]).sum();
    const value = tf.variableGrads(() => {
      const slope = tf.grad(inner)(x);
      return checkpoint(block(weight), [slope], [weight]).add(weight.sum()).sum() as tf.Scalar;
    }, [weight]);
    expect(value.grads[weight.name]!.dataSync().every(Number.isFinite)).toBe(true);
    expect(tf.grad(inner)(x).dataSync()).toEqual(
      tf
        .grad((input: tf.Tensor) => block(weight)(input).sum())(x)
        .dataSync(),
    );
  });

  test("an input that fn does not use has the gradient zero, and a variable that is not named has none", () => {
    const [weight, frozen] = [matrix(), matrix()];
    const x = tf.tensor2d([[0.1, -0.4, 0.7]]);
    const run = (a: tf.Tensor, b: tf.Tensor) => checkpoint((input) => linear({ weight: frozen }, input!), [a, b], []);
    const [, unused] = tf.grads((a, b) => run(a!, b!).sum())([x, tf.ones([2])]);
    expect([...unused!.dataSync()]).toEqual([0, 0]);
    const loss = () => run(linear({ weight }, x), x).sum() as tf.Scalar;
    expect(Object.keys(tf.variableGrads(loss, [weight, frozen]).grads)).toEqual([weight.name]);
  });

  test("an error inside the recomputation leaves the tape as it was", () => {
    const x = tf.scalar(2);
    let calls = 0;
    const fails = (input: tf.Tensor) => {
      calls++;
      if (calls === 2) throw new Error("the second time");
      return input.square();
    };
    const { state } = tf.engine() as unknown as { state: { gradientDepth: number } };
    expect(() => tf.tidy(() => tf.grad((input) => checkpoint((y) => fails(y!), [input], []))(x))).toThrow("second");
    expect(state.gradientDepth).toBe(0);
    expect(
      tf
        .grad((input) => input.square())(x)
        .dataSync()[0],
    ).toBe(4);
  });
});

const variants: { name: string; change: Partial<VlaDims> }[] = [
  { name: "img1_noproprio", change: {} },
  { name: "img2_proprio", change: { numImages: 2, proprioDim: 8, film: "unpadded" } },
];

describe.each(["cpu", "wasm"])("the policy on %s", (backend) => {
  beforeEach(async () => {
    await tf.setBackend(backend);
  });

  test.each(variants)("recomputed blocks give the same gradients bit for bit ($name)", async ({ name, change }) => {
    const { params, batch, dims } = await load(name, change);
    const gradients = (gradientCheckpointing: boolean) => {
      const { value, grads } = gradientsOf(params, () => loss(params, batch, dims, gradientCheckpointing));
      return { value: value.dataSync(), grads };
    };
    const [kept, recomputed] = [gradients(false), gradients(true)];
    expect(recomputed.value).toEqual(kept.value);
    expect([...recomputed.grads.keys()]).toEqual([...kept.grads.keys()]);
    for (const [key, grad] of kept.grads) expect(recomputed.grads.get(key)!.dataSync(), key).toEqual(grad.dataSync());
  });
});

test("recomputing keeps less memory at its peak, and leaves nothing behind", async () => {
  const dims = { numImages: 2, llama: { ...TINY_DIMS.llama, layers: 8 } };
  const { params, batch, dims: all } = await load("img2_noproprio", dims);
  const variables = [...flatten(params).values()];
  const peak = async (gradientCheckpointing: boolean) => {
    const before = tf.memory();
    const { peakBytes } = await tf.profile(() => {
      tf.tidy(() => void tf.variableGrads(() => loss(params, batch, all, gradientCheckpointing), variables));
      return [];
    });
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    return peakBytes - before.numBytes;
  };
  const [kept, recomputed] = [await peak(false), await peak(true)];
  expect(recomputed).toBeLessThan(0.5 * kept);
});

test("frozen weights get no gradient inside a recomputed block", async () => {
  const { params, batch, dims } = await load("img1_noproprio", {});
  const leaves = flatten(params);
  for (const [name, leaf] of leaves) leaf.trainable = name.endsWith("q_proj.weight");
  const { grads } = gradientsOf(params, () => loss(params, batch, dims, true));
  expect([...grads.keys()]).toEqual([...leaves.keys()].filter((name) => name.endsWith("q_proj.weight")));
});

async function load(name: string, change: Partial<VlaDims>) {
  const dims = { ...TINY_DIMS, ...change };
  const params = initVla(createRng(1), dims, { ...PLAIN_INIT, layerScale: 0.5 });
  return { params, dims, batch: goldenBatch(await readGolden("openvla_tiny", "inputs"), name, dims) };
}

function loss(params: VlaParams, batch: VlaBatch, dims: VlaDims, gradientCheckpointing: boolean): tf.Scalar {
  return applyVla(params, batch, dims, { gradientCheckpointing }).actionsHidden.square().mean();
}

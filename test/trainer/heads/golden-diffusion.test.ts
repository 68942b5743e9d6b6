import { beforeAll, describe, expect, test } from "vitest";
import { paramsOf } from "#test/golden-cases/tensors.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { addNoise, betas, cumulativeAlphas, ddimScales, ddimSteps, ddimUpdate } from "#trainer/models/ddim.ts";
import { type DiffusionHeadParams, predictNoise } from "#trainer/models/diffusion-head.ts";
import { applyNoisyActionProjector, type NoisyActionProjectorParams } from "#trainer/models/noisy-action-projector.ts";
import { encodeTime } from "#trainer/models/time-encoding.ts";
import {
  expectClose,
  expectGradients,
  expectNumbersClose,
  floatsUnder,
  floatTensor,
  type Golden,
  golden,
  gradientsOf,
  intTensor,
  readGolden,
} from "../golden.ts";

type Params = { action_head: DiffusionHeadParams; noisy_action_projector: NoisyActionProjectorParams };

const LEVELS = 50;
const CHUNK = 8;
const WIDTH = 16;

let inputs: Golden;
let outputs: Golden;
let params: Params;

beforeAll(async () => {
  await startWasm();
  inputs = await readGolden("diffusion_head", "inputs");
  outputs = await readGolden("diffusion_head", "outputs");
  params = paramsOf<Params>(floatsUnder(await readGolden("diffusion_head", "weights"), ""));
});

/** What the golden case has in the place of the policy: states that depend on the noisy chunk and its level. */
function statesOf(noisy: tf.Tensor, timesteps: tf.Tensor): tf.Tensor {
  const tokens = applyNoisyActionProjector(params.noisy_action_projector, noisy.reshape([noisy.shape[0]!, -1]));
  return floatTensor(inputs, "base_hidden").add(tokens).add(encodeTime(timesteps, WIDTH).expandDims(1));
}

const noiseIn = (noisy: tf.Tensor, timesteps: tf.Tensor) =>
  predictNoise(params.action_head, statesOf(noisy, timesteps), CHUNK);

describe("the noise schedule is the original's", () => {
  test("betas and cumulative products", () => {
    expectNumbersClose(betas(LEVELS), numbersOf("betas"), "betas", { abs: 1e-6 });
    expectNumbersClose(cumulativeAlphas(LEVELS), numbersOf("alphas_cumprod"), "alphas_cumprod", { abs: 1e-6 });
  });

  test("levels that sampling visits", () => {
    const visited = (count: number) => ddimSteps(LEVELS, count).map(({ timestep }) => timestep);
    expect(visited(LEVELS)).toEqual(numbersOf("timesteps"));
    expect(visited(10)).toEqual(numbersOf("timesteps_10"));
    expect(visited(5)).toEqual([40, 30, 20, 10, 0]);
    expect(visited(2)).toEqual([25, 0]);
    expect(visited(1)).toEqual([0]);
  });

  test.each(["a", "b"])("noise laid on a chunk, levels %s", (which) => {
    const timesteps = intTensor(inputs, `timesteps_${which}`);
    const noisy = addNoise(
      floatTensor(inputs, "ground_truth_actions"),
      floatTensor(inputs, "noise"),
      timesteps,
      LEVELS,
    );
    expectClose(noisy, outputs, `add_noise_${which}`, { abs: 1e-6 });
  });

  test("the token of every level", () => {
    const encoded = encodeTime(tf.range(0, LEVELS, 1, "int32"), WIDTH);
    expectClose(encoded, outputs, "time_encoder.all_timesteps", { abs: 5e-6 });
  });
});

describe("the head is the original's", () => {
  const noisyOf = () => floatTensor(outputs, "add_noise_a");
  const loss = () =>
    noiseIn(noisyOf(), intTensor(inputs, "timesteps_a")).sub(floatTensor(inputs, "noise")).square().mean();

  test("noise, loss and gradients", () => {
    expectClose(noiseIn(noisyOf(), intTensor(inputs, "timesteps_a")), outputs, "noise_pred", { abs: 5e-6 });
    const small = predictNoise(params.action_head, floatTensor(inputs, "base_hidden").mul(0.01), CHUNK);
    expectClose(small, outputs, "small.noise_pred", { abs: 5e-6 });
    const { value, grads } = gradientsOf(params, loss);
    expectClose(value, outputs, "loss", { abs: 2e-6 });
    expectGradients(grads, outputs, "grad.", { abs: 1e-6, rel: 1e-4 });
  });

  test("the whole way from noise to a chunk", () => {
    let chunk = floatTensor(inputs, "init_noise") as tf.Tensor;
    const way = [chunk];
    for (const step of ddimSteps(LEVELS, LEVELS)) {
      const noise = noiseIn(chunk, tf.fill([chunk.shape[0]!], step.timestep, "int32"));
      chunk = ddimUpdate(chunk, noise, tf.tensor1d(ddimScales(step)));
      way.push(chunk);
    }
    expectClose(tf.stack(way), outputs, "trajectory", { abs: 1e-4 });
    expectClose(chunk, outputs, "sampled_actions", { abs: 1e-4 });
  });
});

function numbersOf(name: string): number[] {
  return Array.from(golden(outputs, name).data as ArrayLike<number | bigint>, Number);
}

import { z } from "zod";
import { tf } from "#trainer/engine/tf.ts";
import { addNoise, betas, cumulativeAlphas, ddimScales, ddimSteps, ddimUpdate } from "#trainer/models/ddim.ts";
import { type DiffusionHeadParams, predictNoise } from "#trainer/models/diffusion-head.ts";
import { applyNoisyActionProjector, type NoisyActionProjectorParams } from "#trainer/models/noisy-action-projector.ts";
import { encodeTime } from "#trainer/models/time-encoding.ts";
import { checkGradients } from "./check-gradients.ts";
import { comparer } from "./comparer.ts";
import { type GoldenCase, parseManifest, smallFactor } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { floats, golden, ints, matching, paramsOf, under } from "./tensors.ts";
import { toleranceOf } from "./tolerance.ts";

const Manifest = z.object({ config: z.looseObject({ num_diffusion_steps_train: z.number() }) });

type Params = { action_head: DiffusionHeadParams; noisy_action_projector: NoisyActionProjectorParams };

/** The noise schedule, the head with its gradients, and the whole way from noise to a chunk. */
export async function checkDiffusionHead(found: GoldenCase, sheet: Sheet): Promise<void> {
  const levels = parseManifest(found, Manifest).config.num_diffusion_steps_train;
  checkSchedule(found, sheet, levels);
  const params = paramsOf<Params>(under(found.weights, ""));
  await sheet.part("the head", () => checkHead(found, sheet, params));
  await sheet.part("the way to a chunk", () => checkWay(found, sheet, params, levels));
  await sheet.part("sample_noisy_actions", () => checkDrawn(found, sheet, levels));
}

function checkSchedule({ inputs, outputs, manifest }: GoldenCase, sheet: Sheet, levels: number): void {
  const ofTables = toleranceOf(manifest.tolerance, ["tables"], { abs: 1e-6 });
  const ofNoise = toleranceOf(manifest.tolerance, ["add_noise"], { abs: 1e-6 });
  const exact = { abs: 0, rel: 0, from: "default" } as const;
  const drawn = betas(levels);
  sheet.compare("betas", drawn, { tolerance: ofTables });
  const alphas = drawn.map((beta) => 1 - beta);
  sheet.compare("alphas", alphas, { tolerance: ofTables });
  sheet.compare("alphas_cumprod", cumulativeAlphas(levels), { tolerance: ofTables });
  for (const [output = "", count] of matching(outputs, /^timesteps(?:_(\d+|default))?$/)) {
    const steps = ddimSteps(levels, Number.isNaN(Number(count)) ? levels : Number(count));
    const visited = steps.map(({ timestep }) => timestep);
    sheet.compare(output, visited, { tolerance: exact, group: "levels that sampling visits" });
  }
  for (const [output = "", which] of matching(outputs, /^add_noise_(\w+)$/)) {
    const timesteps = ints(inputs, `timesteps_${which}`);
    const noisy = addNoise(floats(inputs, "ground_truth_actions"), floats(inputs, "noise"), timesteps, levels);
    sheet.compare(output, noisy, { tolerance: ofNoise, group: "add_noise_*" });
  }
  for (const output of ["time_encoder.all_timesteps", "time_encoder.float_timesteps"]) {
    if (!outputs.has(output)) continue;
    const [count = 0, width = 0] = golden(outputs, output).shape;
    sheet.compare(output, encodeTime(tf.range(0, count, 1, "int32"), width), { tolerance: ofTables });
  }
}

/** Of what torch drew at random, the levels are those whose tokens it gave; then the noisy chunk follows. */
function checkDrawn({ inputs, outputs, manifest }: GoldenCase, sheet: Sheet, levels: number): void {
  const at = "sample_noisy_actions";
  if (!outputs.has(`${at}.noise`)) return;
  const given = floats(outputs, `${at}.diffusion_timestep_embeddings`);
  const all = encodeTime(tf.range(0, levels, 1, "int32"), given.shape[2]!);
  const timesteps = all.expandDims(0).sub(given).square().sum(2).argMin(1);
  const noisy = addNoise(floats(inputs, "ground_truth_actions"), floats(outputs, `${at}.noise`), timesteps, levels);
  const tolerance = toleranceOf(manifest.tolerance, ["add_noise"], { abs: 1e-6 });
  sheet.compare(`${at}.noise`, floats(outputs, `${at}.noise`), { tolerance, group: `${at}.*` });
  sheet.compare(`${at}.noisy_actions`, noisy, { tolerance, group: `${at}.*` });
  const tokens = all.gather(timesteps).expandDims(1);
  sheet.compare(`${at}.diffusion_timestep_embeddings`, tokens, { tolerance, group: `${at}.*` });
}

function checkHead(found: GoldenCase, sheet: Sheet, params: Params): void {
  const { inputs, outputs, manifest } = found;
  const tolerance = toleranceOf(manifest.tolerance, ["noise_pred", "forward"], { abs: 2e-6 });
  const gradient = toleranceOf(manifest.tolerance, ["grads"], { abs: 1e-6, rel: 1e-4 });
  const [noise, timesteps] = [floats(inputs, "noise"), ints(inputs, "timesteps_a")];
  const noisy = floats(outputs, "add_noise_a");
  const compare = comparer(sheet, params);
  compare("noisy_action_features", () => tokens(params, noisy), { tolerance });
  const states = () => standIn(found, params, noisy, timesteps);
  const predicted = () => predictNoise(params.action_head, states(), chunkOf(found));
  compare("noise_pred", predicted, { tolerance });
  const small = floats(inputs, "base_hidden").mul(smallFactor(found, 0.01));
  compare("small.noise_pred", () => predictNoise(params.action_head, small, chunkOf(found)), { tolerance });
  const own = { params, loss: () => predicted().sub(noise).square().mean() };
  const value = { output: "loss", tolerance };
  checkGradients(sheet, own, { outputs, prefix: "grad.", tolerance: gradient, value });
}

function checkWay(found: GoldenCase, sheet: Sheet, params: Params, levels: number): void {
  const { inputs, outputs, manifest } = found;
  const tolerance = toleranceOf(manifest.tolerance, ["trajectory"], { abs: 1e-4 });
  const count = (outputs.get("trajectory")?.shape[0] ?? levels + 1) - 1;
  const walk = () => {
    const [way, noises] = [[floats(inputs, "init_noise") as tf.Tensor], [] as tf.Tensor[]];
    for (const step of ddimSteps(levels, count)) {
      const chunk = way.at(-1)!;
      const states = standIn(found, params, chunk, tf.fill([chunk.shape[0]!], step.timestep, "int32"));
      noises.push(predictNoise(params.action_head, states, chunkOf(found)));
      way.push(ddimUpdate(chunk, noises.at(-1)!, tf.tensor1d(ddimScales(step))));
    }
    return { way, noises };
  };
  const compare = comparer(sheet, params);
  compare("trajectory", () => tf.stack(walk().way), { tolerance });
  compare("trajectory_noise_pred", () => tf.stack(walk().noises), { tolerance });
  compare("sampled_actions", () => walk().way.at(-1)!, { tolerance });
}

/** What the case has in the place of the policy: states that depend on the noisy chunk and its level. */
function standIn({ inputs }: GoldenCase, params: Params, noisy: tf.Tensor, timesteps: tf.Tensor): tf.Tensor {
  const base = floats(inputs, "base_hidden");
  return base.add(tokens(params, noisy)).add(encodeTime(timesteps, base.shape[2]!).expandDims(1));
}

function tokens(params: Params, noisy: tf.Tensor): tf.Tensor {
  return applyNoisyActionProjector(params.noisy_action_projector, noisy.reshape([noisy.shape[0]!, -1]));
}

function chunkOf({ inputs }: GoldenCase): number {
  return golden(inputs, "ground_truth_actions").shape[1]!;
}

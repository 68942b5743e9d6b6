import { eagerEngine } from "#trainer/engine/eager.ts";
import type { Feeds } from "#trainer/engine/engine.ts";
import { tf } from "#trainer/engine/tf.ts";
import { type Inputs, measure } from "#trainer/forward.ts";
import { denoise, diffusionConfig } from "#trainer/heads/diffusion.ts";
import { createSampler } from "#trainer/heads/sampler.ts";
import type { Model } from "#trainer/model.ts";
import { addNoise, ddimScales, ddimSteps, ddimUpdate } from "#trainer/models/ddim.ts";
import { countPatches, type VlaDims } from "#trainer/models/dims.ts";
import { encodeTime } from "#trainer/models/time-encoding.ts";
import { observe, type VlaBatch } from "#trainer/models/vla.ts";
import { checkGradients } from "../check-gradients.ts";
import { comparer } from "../comparer.ts";
import { measureRounding } from "../rounding.ts";
import { floats, golden, ints } from "../tensors.ts";
import { inputsOf, modelOf } from "./model.ts";
import type { OpenVla } from "./open-policy.ts";
import { promptBatch } from "./prompt-batch.ts";
import type { Variant } from "./variant.ts";

/** The policy that denoises a chunk: one pass with given noise, its loss and gradients. */
export function checkDenoising(policy: OpenVla, variants: Variant[]): void {
  const { found, sheet, manifest, tolerances } = policy;
  const { inputs, outputs } = found;
  const [, inserted = 0] = golden(outputs, "diffusion.projector_features").shape;
  const variant = variants.find(({ dims }) => countPatches({ ...dims, hasTimeToken: true }) === inserted);
  if (!variant) throw new Error(`expected a batch with ${inserted} inserted tokens for diffusion`);
  const model = denoisingModel(policy, variant.dims);
  const [noise, timesteps] = [floats(inputs, "diffusion.noise"), ints(inputs, "diffusion.timesteps")];
  const noisy = addNoise(variant.wanted, noise, timesteps, manifest.config.diffusion_steps);
  const step = inputsOf(variant.batch, { actions: variant.wanted, noise, timesteps });
  const compare = comparer(sheet, model.policy);
  const { hidden: tolerance } = tolerances;
  const run = () => denoise(model, step, { noisy, timesteps });
  sheet.compare("diffusion.noisy_actions", noisy, { tolerance });
  const time = encodeTime(timesteps, model.dims.llama.width);
  sheet.compare("diffusion.timestep_embedding", time.expandDims(1), { tolerance });
  const first = () => run().hiddenStates[0]!.slice([0, 1, 0], [-1, inserted, -1]);
  compare("diffusion.projector_features", first, { tolerance });
  for (const i of run().hiddenStates.keys())
    compare(`diffusion.hidden_${i}`, () => run().hiddenStates[i]!, { tolerance });
  compare("diffusion.actions_hidden_states", () => run().actionsHidden, { tolerance });
  compare("diffusion.noise_pred", () => run().noise, { tolerance });
  const own = { params: model.policy, loss: () => measure(model, step).loss };
  const rename = (name: string) => (name.startsWith("action_head.") ? `diffusion_${name}` : name);
  const value = { output: "diffusion.loss", tolerance: tolerances.loss };
  checkGradients(sheet, own, { outputs, prefix: "diffusion.grad.", tolerance: tolerances.gradient, value, rename });
}

/** A chunk sampled for one prompt, on the robot's own scale. */
export async function checkSampling(policy: OpenVla, at: string): Promise<void> {
  const { found, sheet, toRaw, tolerances } = policy;
  const { batch, dims } = promptBatch(policy, at);
  const model = denoisingModel(policy, dims);
  const start = floats(found.inputs, `${at}.diffusion.init_noise`);
  const { sampled } = await createSampler(eagerEngine("golden", "golden"), model)(feedsOf(batch, start));
  const again = () => {
    const chunk = sampleOnce(model, inputsOf(batch), start);
    return new Map([["actions", tf.tensor1d(Float32Array.from(toRaw(chunk.dataSync())))]]);
  };
  sheet.compare(`${at}.diffusion.actions_unnormalized`, toRaw(sampled!.data as Float32Array), {
    tolerance: tolerances.diffusion,
    rounding: () => measureRounding({ params: model.policy, run: again }).get("actions") ?? 0,
  });
}

/** What the sampler does, without an engine. */
function sampleOnce(model: Model, inputs: Inputs, start: tf.Tensor): tf.Tensor {
  const { diffusionTrainSteps, diffusionInferenceSteps } = diffusionConfig(model);
  const observed = observe(model.policy, inputs as unknown as VlaBatch, model.dims);
  return ddimSteps(diffusionTrainSteps, diffusionInferenceSteps).reduce((chunk, step) => {
    const timesteps = tf.fill([chunk.shape[0]!], step.timestep, "int32");
    const { noise } = denoise(model, inputs, { noisy: chunk, timesteps, observed });
    return ddimUpdate(chunk, noise, tf.tensor1d(ddimScales(step)));
  }, start);
}

function denoisingModel(policy: OpenVla, dims: VlaDims): Model {
  const levels = policy.manifest.config.diffusion_steps;
  const head = { kind: "diffusion", diffusionTrainSteps: levels, diffusionInferenceSteps: levels } as const;
  return modelOf(
    policy,
    head,
    { ...dims, hasTimeToken: true },
    {
      action_head: "diffusion_action_head",
      noisy_action_projector: "noisy_action_projector",
    },
  );
}

function feedsOf(batch: VlaBatch, startNoise: tf.Tensor): Feeds {
  const tensors = Object.entries(inputsOf(batch, { startNoise }));
  return Object.fromEntries(
    tensors.map(([name, tensor]) => [name, { data: tensor.dataSync(), shape: tensor.shape, dtype: tensor.dtype }]),
  ) as Feeds;
}

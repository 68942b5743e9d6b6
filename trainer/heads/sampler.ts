import type { CompiledStep, Engine, Feed, Feeds } from "../engine/engine.ts";
import type { tf } from "../engine/tf.ts";
import type { Inputs } from "../forward.ts";
import type { Model } from "../model.ts";
import { type DdimStep, ddimScales, ddimSteps, ddimUpdate } from "../models/ddim.ts";
import { countPatches } from "../models/dims.ts";
import { observe, type VlaBatch } from "../models/vla.ts";
import { denoise } from "./diffusion.ts";

/** Makes what `predict` needs beside a batch's feeds; with a denoising head these hold `startNoise`. */
export type Sampler = (feeds: Feeds) => Promise<Feeds>;

/**
 * For a denoising head: samples a chunk for each row, `sampled` f32[B,K,A], by diffusionInferenceSteps passes through the
 * language model. What is seen and felt is the same in all of them and computed once. Other heads need nothing.
 */
export function createSampler(engine: Engine, model: Model): Sampler {
  const { head } = model;
  if (head.kind !== "diffusion") return async () => ({});
  const seeing = engine.compile((inputs) => ({
    result: observe(model.policy, inputs as unknown as VlaBatch, model.dims),
  }));
  const denoising = engine.compile((inputs) => ({ result: denoiseOnce(model, inputs) }));
  const steps = ddimSteps(head.diffusionTrainSteps, head.diffusionInferenceSteps);

  return async (feeds) => {
    const rows = feeds.inputIds!.shape[0]!;
    // Without the time token, which differs from pass to pass.
    const seen = [rows, countPatches(model.dims) - 1, model.dims.llama.width];
    const observed = await run(seeing, pick(feeds, SIGHT), seen);
    let chunk = feeds.startNoise!;
    for (const step of steps) {
      const inputs = { ...pick(feeds, TEXT), observed, chunk, ...stepFeeds(step, rows) };
      chunk = await run(denoising, inputs, chunk.shape);
    }
    return { sampled: chunk };
  };
}

const TEXT = ["inputIds", "attentionMask", "actionMask", "actionSlots"];
const SIGHT = ["inputIds", "attentionMask", "actionMask", "pixels", "proprio"];

/** One DDIM step of `inputs.chunk`. */
export function denoiseOnce(model: Model, inputs: Inputs): tf.Tensor {
  const { observed, chunk, timesteps, scales } = inputs;
  const { noise } = denoise(model, inputs, { noisy: chunk!, timesteps: timesteps!, observed });
  return ddimUpdate(chunk!, noise, scales!);
}

function stepFeeds(step: DdimStep, rows: number): Feeds {
  return {
    timesteps: { data: new Int32Array(rows).fill(step.timestep), shape: [rows], dtype: "int32" },
    scales: { data: ddimScales(step), shape: [4], dtype: "float32" },
  };
}

async function run(step: CompiledStep, feeds: Feeds, shape: number[]): Promise<Feed> {
  const { result } = await (await step.run(feeds)).read();
  return { data: result!, shape, dtype: "float32" };
}

function pick(feeds: Feeds, names: string[]): Feeds {
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => names.includes(name)));
}

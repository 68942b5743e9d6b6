import type { TrainConfig } from "../contract/config.ts";
import type { Feed, Feeds } from "../engine/engine.ts";
import type { Model } from "../model.ts";
import { createRng } from "../rng.ts";

/** What is random in a head's training on the batch with this number, the first being 0. */
export function headDrawFeeds(batchNumber: number, { training }: TrainConfig, model: Model): Feeds {
  return headFeeds(`${training.seed}/head/${batchNumber}`, training.batchSize, model);
}

/** The same for validation, and where its sampling starts: the same for a batch every time. */
export function headValFeeds(batchNumber: number, rows: number, { training }: TrainConfig, model: Model): Feeds {
  const key = `${training.seed}/head/val/${batchNumber}`;
  return { ...headFeeds(key, rows, model), ...startFeeds(key, rows, model) };
}

/** The noise f32[B,K,A] from which sampling starts, a function of the key alone; nothing for a head that does not sample. */
export function startFeeds(key: string, rows: number, { head, dims }: Model): Feeds {
  return head.kind === "diffusion" ? { startNoise: normals(`${key}/start`, [rows, dims.chunk, dims.actionDim]) } : {};
}

/** Noise levels int32[B] and noise f32[B,K,A] for a denoising head; with an energy model also what its context starts from. */
function headFeeds(key: string, rows: number, model: Model): Feeds {
  const { head, dims } = model;
  if (head.kind !== "diffusion") return {};
  const rng = createRng(`${key}/levels`);
  const timesteps = Int32Array.from({ length: rows }, () => rng.int(head.diffusionTrainSteps));
  return {
    timesteps: { data: timesteps, shape: [rows], dtype: "int32" },
    noise: normals(`${key}/noise`, [rows, dims.chunk, dims.actionDim]),
    ...(model.energy && startFeeds(key, rows, model)),
  };
}

function normals(key: string, shape: number[]): Feed {
  const rng = createRng(key);
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal());
  return { data, shape, dtype: "float32" };
}

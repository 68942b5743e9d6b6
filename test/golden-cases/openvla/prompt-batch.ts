import { tf } from "#trainer/engine/tf.ts";
import type { VlaDims } from "#trainer/models/dims.ts";
import { channelsPerImage } from "#trainer/models/towers.ts";
import type { VlaBatch } from "#trainer/models/vla.ts";
import { floats, numbers } from "../tensors.ts";
import type { OpenVla } from "./open-policy.ts";

/** A golden prompt as a batch of one: blank token, empty action slots and the stop token after it. */
export function promptBatch({ found, manifest, dims }: OpenVla, at: string): { batch: VlaBatch; dims: VlaDims } {
  const { inputs } = found;
  const { empty_token_id: blank, eos } = manifest.config;
  const given = numbers(inputs, `${at}.input_ids`);
  const prompt = given.at(-1) === blank ? given : [...given, blank];
  const count = dims.chunk * dims.actionDim;
  const slots = Array.from({ length: count }, (_, i) => prompt.length + i);
  // What stands in the slots does not matter: it enters as zeros.
  const ids = [...prompt, ...slots.map(() => blank), eos];
  const pixels = floats<tf.Rank.R4>(inputs, `${at}.pixel_values`);
  const proprio = inputs.has(`${at}.proprio`)
    ? floats(inputs, `${at}.proprio`).flatten().expandDims<tf.Tensor2D>(0)
    : undefined;
  return {
    batch: {
      pixels,
      inputIds: tf.tensor2d(ids, [1, ids.length], "int32"),
      actionMask: tf.tensor2d(
        ids.map((_, i) => (slots.includes(i) ? 1 : 0)),
        [1, ids.length],
      ),
      actionSlots: tf.tensor2d(slots, [1, count], "int32"),
      proprio,
    },
    dims: {
      ...dims,
      numImages: pixels.shape[1] / channelsPerImage(dims.towers),
      proprioDim: proprio?.shape[1] ?? null,
    },
  };
}

import { tf } from "#trainer/engine/tf.ts";
import { findActionSlots } from "#trainer/models/action-slots.ts";
import type { VlaDims } from "#trainer/models/dims.ts";
import { channelsPerImage } from "#trainer/models/towers.ts";
import type { VlaBatch, VlaParams } from "#trainer/models/vla.ts";
import { toInt32 } from "#trainer/safetensors/dtype.ts";
import { floats, golden, ints, matching, paramsOf, under } from "../tensors.ts";
import type { OpenVla } from "./open-policy.ts";

/** A batch of the golden policy: how many pictures, proprio or not. */
export type Variant = {
  name: string;
  dims: VlaDims;
  batch: VlaBatch;
  /** f32[B,K,A]. */
  wanted: tf.Tensor3D;
  /** int32[B,S]. */
  labels: tf.Tensor2D;
};

export function variantsOf(policy: OpenVla): Variant[] {
  const { inputs } = policy.found;
  return matching(inputs, /^([^.]+)\.labels$/).map(([, name = ""]) => {
    const pixels = floats<tf.Rank.R4>(inputs, `${name}.pixel_values`);
    const dims = {
      ...policy.dims,
      numImages: pixels.shape[1] / channelsPerImage(policy.dims.towers),
      proprioDim: inputs.get(`${name}.proprio`)?.shape[1] ?? null,
    };
    const wanted = floats<tf.Rank.R3>(inputs, `${name}.actions`);
    return { name, dims, batch: batchOf(policy, name, pixels, dims), wanted, labels: ints(inputs, `${name}.labels`) };
  });
}

function batchOf({ found, manifest }: OpenVla, name: string, pixels: tf.Tensor4D, dims: VlaDims): VlaBatch {
  const { inputs } = found;
  const { data, shape } = golden(inputs, `${name}.labels`);
  const [rows = 0, length = 0] = shape;
  const count = dims.chunk * dims.actionDim;
  const actionTokenBegin = manifest.config.action_token_begin_idx;
  const { mask, slots } = findActionSlots(toInt32(data), { rows, count, actionTokenBegin });
  return {
    pixels,
    inputIds: ints(inputs, `${name}.input_ids`),
    attentionMask: floats(inputs, `${name}.attention_mask`),
    actionMask: tf.tensor2d(mask, [rows, length]),
    actionSlots: tf.tensor2d(slots, [rows, count], "int32"),
    proprio: dims.proprioDim === null ? undefined : floats(inputs, `${name}.proprio`),
  };
}

/** A base with the golden heads that a policy with an L1 head has. */
export function withHeads<T extends object>({ found }: OpenVla, base: T, dims: VlaDims): T & HeadsOf {
  const heads = found.others.get("heads") ?? new Map();
  const part = <P>(name: string) => paramsOf<P>(under(heads, `${name}.`));
  return {
    ...base,
    action_head: part("action_head"),
    ...(dims.proprioDim !== null && { proprio_projector: part("proprio_projector") }),
  };
}

type HeadsOf = Pick<VlaParams, "action_head" | "proprio_projector">;

/** The name under which the original's gradients know a parameter of ours. */
export function goldenName(name: string): string {
  if (/\.lora_[AB]\./.test(name)) return `base_model.model.${name}`;
  return /^(vision_backbone|projector|language_model)\./.test(name) ? `vla.${name}` : name;
}

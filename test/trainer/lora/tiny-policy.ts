import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { tf } from "#trainer/engine/tf.ts";
import { injectLora } from "#trainer/lora/inject.ts";
import { loraTargets } from "#trainer/lora/targets.ts";
import { findActionSlots } from "#trainer/models/action-slots.ts";
import type { VlaDims } from "#trainer/models/dims.ts";
import { isReachable } from "#trainer/models/reachable.ts";
import type { VlaBatch, VlaParams } from "#trainer/models/vla.ts";
import { floatVariable } from "#trainer/nn/init.ts";
import { createRng } from "#trainer/rng.ts";
import { toInt32 } from "#trainer/safetensors/dtype.ts";
import { flatten, unflatten } from "#trainer/tree.ts";
import { assignTree } from "#trainer/tree-assign.ts";
import { floatsUnder, floatTensor, type Golden, golden, intTensor, readGolden } from "../golden.ts";

export const TINY: VlaDims = {
  imageSize: 28,
  numImages: 1,
  towers: "dinosiglip",
  dino: { patch: 7, width: 24, depth: 3, heads: 4, mlp: 96, registers: 4 },
  siglip: { patch: 7, width: 20, depth: 4, heads: 4, mlp: 74 },
  llama: { vocab: 384, width: 32, layers: 3, heads: 4, mlp: 64, rmsEps: 1e-6, ropeTheta: 10000 },
  chunk: 8,
  actionDim: 7,
  proprioDim: null,
  headHidden: 32,
  film: null,
};

/** The golden policy with every tensor of its folder, the unused ones too. */
export async function tinyPolicy(dims: VlaDims): Promise<VlaParams> {
  const parts = dims.proprioDim === null ? ["action_head."] : ["action_head.", "proprio_projector."];
  const heads = [...floatsUnder(await readGolden("openvla_tiny", "heads"), "")];
  const wanted = heads.filter(([name]) => parts.some((part) => name.startsWith(part)));
  const tensors = [...floatsUnder(await readGolden("openvla_tiny", "weights"), ""), ...wanted];
  return unflatten(
    tensors.map(([name, { data, shape }]) => [name, floatVariable(data, [...shape])] as const),
  ) as unknown as VlaParams;
}

/** What all of the golden case's adapters stand beside, and their trained values. */
export async function adaptedPolicy(dims: VlaDims, rank: 4 | 20, alpha: number) {
  const policy = await tinyPolicy(dims);
  const modules = tinyTargets(policy, "original");
  const adapted = injectLora(policy, modules, { rank, alpha, rng: createRng(1) });
  const trained = floatsUnder(await readGolden("openvla_tiny", `lora_r${rank}`), "base_model.model.");
  const leaves = [...flatten(adapted)].filter(([name]) => name.includes(".lora_"));
  assignTree(unflatten(leaves), new Map([...trained].filter(([name]) => !name.includes("base_layer"))));
  return { adapted, modules };
}

export function tinyTargets(policy: VlaParams, targets: "original" | "reachable"): string[] {
  const { action_head: _, proprio_projector: __, ...base } = policy;
  const shapes = new Map([...flatten(base)].map(([name, { shape }]) => [name, shape]));
  return loraTargets(shapes, targets, (name) => isReachable(name, TINY));
}

export async function tinyBatch(name: string, dims: VlaDims): Promise<{ batch: VlaBatch; wanted: tf.Tensor }> {
  const inputs = await readGolden("openvla_tiny", "inputs");
  return { batch: batchOf(inputs, name, dims), wanted: floatTensor(inputs, `${name}.actions`) };
}

function batchOf(inputs: Golden, name: string, dims: VlaDims): VlaBatch {
  const { data, shape } = golden(inputs, `${name}.labels`);
  const [rows = 0, length = 0] = shape;
  const count = dims.chunk * dims.actionDim;
  const { mask, slots } = findActionSlots(toInt32(data), { rows, count, actionTokenBegin: 63 });
  return {
    pixels: floatTensor(inputs, `${name}.pixel_values`) as tf.Tensor4D,
    inputIds: intTensor(inputs, `${name}.input_ids`) as tf.Tensor2D,
    attentionMask: floatTensor(inputs, `${name}.attention_mask`) as tf.Tensor2D,
    actionMask: tf.tensor2d(mask, [rows, length]),
    actionSlots: tf.tensor2d(slots, [rows, count], "int32"),
    proprio: dims.proprioDim === null ? undefined : (floatTensor(inputs, `${name}.proprio`) as tf.Tensor2D),
  };
}

/** What the golden case says of the original's adapters. */
export async function readManifest() {
  const root = join(import.meta.dirname, "..", "..", "golden");
  const text = await readFile(join(root, "openvla_tiny", "manifest.json"), "utf8");
  return z.object({ lora: z.object({ r4: z.object({ targets: z.array(z.string()) }) }) }).parse(JSON.parse(text));
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { tf } from "#trainer/engine/tf.ts";
import { injectLora } from "#trainer/lora/inject.ts";
import { loraTargets } from "#trainer/lora/targets.ts";
import type { VlaDims } from "#trainer/models/dims.ts";
import { isReachable } from "#trainer/models/reachable.ts";
import type { VlaBatch, VlaParams } from "#trainer/models/vla.ts";
import { floatVariable } from "#trainer/nn/init.ts";
import { createRng } from "#trainer/rng.ts";
import { flatten, unflatten } from "#trainer/tree.ts";
import { assignTree } from "#trainer/tree-assign.ts";
import { floatsUnder, floatTensor, readGolden } from "../golden.ts";
import { goldenBatch, TINY_DIMS } from "../models/tiny-policy.ts";

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
  return loraTargets(shapes, targets, (name) => isReachable(name, TINY_DIMS));
}

export async function tinyBatch(name: string, dims: VlaDims): Promise<{ batch: VlaBatch; wanted: tf.Tensor }> {
  const inputs = await readGolden("openvla_tiny", "inputs");
  return { batch: goldenBatch(inputs, name, dims), wanted: floatTensor(inputs, `${name}.actions`) };
}

/** What the golden case says of the original's adapters. */
export async function readManifest() {
  const root = join(import.meta.dirname, "..", "..", "golden");
  const text = await readFile(join(root, "openvla_tiny", "manifest.json"), "utf8");
  return z.object({ lora: z.object({ r4: z.object({ targets: z.array(z.string()) }) }) }).parse(JSON.parse(text));
}

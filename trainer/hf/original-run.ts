import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { toFloat32 } from "../safetensors/dtype.ts";
import { openTorchCheckpoint, type TorchCheckpoint } from "../torch-checkpoint/torch-checkpoint.ts";
import type { HostFloats } from "../tree-assign.ts";

/** The modules that the original saves beside the model, under these names. */
export const ORIGINAL_PARTS = [
  "vision_backbone",
  "action_head",
  "proprio_projector",
  "noisy_action_projector",
  "energy_model",
] as const;
export type OriginalPart = (typeof ORIGINAL_PARTS)[number];

export type OriginalModules = {
  /** Null for "latest". */
  step: number | null;
  /** Tensors of each module that was saved, under the names of its own state dict; read when asked for. */
  parts: Partial<Record<OriginalPart, TorchCheckpoint>>;
  /** Folder of the PEFT adapter, null when there is none. */
  loraAdapter: string | null;
  /** Folder of the merged model, to be loaded with loadPretrained; null when it was not merged. */
  merged: string | null;
};

/**
 * Open a checkpoint folder that the original's fine-tuning wrote: `<module>--<step>_checkpoint.pt` beside the adapter
 * and the merged model. "latest" takes the files of that name, else the highest step.
 * @throws Error naming the steps that there are, when the wanted one is not among them
 */
export async function loadOriginalModules(dir: string, wanted: number | "latest"): Promise<OriginalModules> {
  const files = await readdir(dir).catch(() => {
    throw new Error(`expected a checkpoint folder of the original in ${dir}, but there is no such folder`);
  });
  const found = files.flatMap((file) => {
    const match = MODULE_FILE.exec(file);
    return match ? [{ file, part: match[1] as OriginalPart, suffix: match[2]! }] : [];
  });
  const suffix = chooseSuffix(
    dir,
    found.map(({ suffix }) => suffix),
    wanted,
  );
  const parts: OriginalModules["parts"] = {};
  for (const { file, part } of found.filter((module) => module.suffix === suffix)) {
    parts[part] = await openTorchCheckpoint(join(dir, file));
  }
  return {
    step: suffix === "latest" ? null : Number(suffix),
    parts,
    loraAdapter: files.includes("lora_adapter") ? join(dir, "lora_adapter") : null,
    merged: files.some((file) => /^model\.safetensors(\.index\.json)?$/.test(file)) ? dir : null,
  };
}

/** A module's tensors as f32, ready for assignTree. */
export async function readModule(module: TorchCheckpoint): Promise<Map<string, HostFloats>> {
  const tensors = new Map<string, HostFloats>();
  for (const name of module.shapes.keys()) {
    const { shape, data } = await module.read(name);
    tensors.set(name, { shape, data: toFloat32(data) });
  }
  return tensors;
}

const MODULE_FILE = new RegExp(`^(${ORIGINAL_PARTS.join("|")})--(latest|\\d+)_checkpoint\\.pt$`);

function chooseSuffix(dir: string, suffixes: string[], wanted: number | "latest"): string {
  const steps = [...new Set(suffixes)].filter((suffix) => suffix !== "latest").sort((a, b) => Number(b) - Number(a));
  const suffix = wanted !== "latest" ? `${wanted}` : suffixes.includes("latest") ? "latest" : steps[0];
  if (suffix !== undefined && suffixes.includes(suffix)) return suffix;
  const there = suffixes.length > 0 ? `found ${[...new Set(suffixes)].join(", ")}` : "found none";
  throw new Error(`expected modules named like action_head--${suffix ?? "100"}_checkpoint.pt in ${dir}, but ${there}`);
}

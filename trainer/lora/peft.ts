import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { plainName } from "../models/film-names.ts";
import { toFloat32 } from "../safetensors/dtype.ts";
import { readSafetensors } from "../safetensors.ts";
import type { HostFloats } from "../tree-assign.ts";
import { type LoraTargets, lastPart } from "./targets.ts";

/** Names of the files that peft reads, in a folder of their own. */
export const ADAPTER_WEIGHTS = "adapter_model";
export const ADAPTER_CONFIG = "adapter_config.json";

const PREFIX = "base_model.model.";

/** What we need of a peft config; rslora and DoRA scale otherwise, so they are refused. */
const PeftConfig = z.looseObject({
  peft_type: z.literal("LORA"),
  r: z.int().min(1),
  lora_alpha: z.number().positive(),
  lora_dropout: z.number().min(0).max(1).default(0),
  bias: z.literal("none").default("none"),
  use_rslora: z.literal(false).default(false),
  use_dora: z.literal(false).default(false),
  rank_pattern: z.record(z.string(), z.never()).default({}),
  alpha_pattern: z.record(z.string(), z.never()).default({}),
  base_model_name_or_path: z.string().nullish(),
});

export type PeftAdapter = {
  rank: number;
  alpha: number;
  /** Modules that have an adapter, under plain names. */
  modules: string[];
  /** lora_A.weight and lora_B.weight of each, under `module.lora_A.weight`. */
  tensors: Map<string, HostFloats>;
};

/** Read a folder that peft's save_pretrained wrote. Frozen layers that it stores beside them are left out. */
export async function readPeftAdapter(dir: string): Promise<PeftAdapter> {
  const file = join(dir, ADAPTER_CONFIG);
  const config = PeftConfig.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (!config.success) throw new Error(`${file} is no LoRA adapter that can be read: ${z.prettifyError(config.error)}`);
  const { tensors } = await readSafetensors(join(dir, `${ADAPTER_WEIGHTS}.safetensors`));
  const found = [...tensors].flatMap(([name, { shape, data }]) =>
    isAdapterName(name) ? [[stripPrefix(name), { shape, data: toFloat32(data) }] as const] : [],
  );
  const modules = found.flatMap(([name]) =>
    name.endsWith(".lora_A.weight") ? [name.slice(0, -".lora_A.weight".length)] : [],
  );
  return { rank: config.data.r, alpha: config.data.lora_alpha, modules, tensors: new Map(found) };
}

/** The name under which peft saves an adapter's tensor. */
export function peftName(name: string): string {
  return PREFIX + plainName(name);
}

export function isAdapterName(name: string): boolean {
  return /\.lora_[AB]\.weight$/.test(name);
}

export type AdapterDescription = {
  rank: number;
  alpha: number;
  dropout: number;
  targets: LoraTargets;
  modules: readonly string[];
  base: string | null;
};

/** adapter_config.json, every field of peft 0.11; "original" names its targets as "all-linear" resolves there. */
export function describeAdapter({ rank, alpha, dropout, targets, modules, base }: AdapterDescription) {
  const names = modules.map(plainName);
  return {
    alpha_pattern: {},
    auto_mapping: null,
    base_model_name_or_path: base,
    bias: "none",
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: "gaussian",
    layer_replication: null,
    layers_pattern: null,
    layers_to_transform: null,
    loftq_config: {},
    lora_alpha: alpha,
    lora_dropout: dropout,
    megatron_config: null,
    megatron_core: "megatron.core",
    modules_to_save: null,
    peft_type: "LORA",
    r: rank,
    rank_pattern: {},
    revision: null,
    target_modules: targets === "original" ? [...new Set(names.map(lastPart))].sort() : names,
    task_type: null,
    use_dora: false,
    use_rslora: false,
  };
}

function stripPrefix(name: string): string {
  if (!name.startsWith(PREFIX)) throw new Error(`expected names that begin with ${PREFIX}, but found ${name}`);
  return name.slice(PREFIX.length);
}

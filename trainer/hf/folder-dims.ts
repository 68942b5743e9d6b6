import type { LlamaDims } from "../models/dims.ts";
import type { OpenVlaConfig, TimmArguments } from "./openvla-config.ts";
import { type TimmTower, timmTower } from "./timm-towers.ts";

type Shapes = ReadonlyMap<string, readonly number[]>;

export type FolderDims = {
  imageSize: number;
  /** `fused_featurizer` is null when there is one tower. */
  featurizer: TimmTower;
  fused_featurizer: TimmTower | null;
  llama: LlamaDims;
};

/**
 * Shapes of the model that a folder should hold: the Llama's from config.json, the towers' from timm's names, from the
 * `vision` key, or off the tensors (all but the attention heads, which tensors do not show).
 * `file` is config.json's, for the message.
 * @throws Error one sentence, when something needed is nowhere, or is of a kind that the policy does not have
 */
export function folderDims(config: OpenVlaConfig, shapes: Shapes, file: string): FolderDims {
  const [imageSize = 0, otherSize = imageSize] = config.imageSizes;
  if (imageSize !== otherSize)
    throw new Error(`expected one image size for both towers, but ${file} says ${imageSize} and ${otherSize}`);
  const [first, second] = config.timmIds;
  const featurizer = towerDims("featurizer", config.vision?.featurizer, first, shapes, file);
  const fused = config.isFused
    ? towerDims("fused_featurizer", config.vision?.fused_featurizer, second, shapes, file)
    : null;
  for (const { patch } of fused ? [featurizer, fused] : [featurizer]) {
    if (imageSize % patch !== 0)
      throw new Error(`expected an image size that patches of ${patch} fill, but ${file} says ${imageSize}`);
  }
  return { imageSize, featurizer, fused_featurizer: fused, llama: llamaDims(config.text_config, file) };
}

function llamaDims(text: OpenVlaConfig["text_config"], file: string): LlamaDims {
  const { hidden_size: width, num_attention_heads: heads } = text;
  const keyHeads = text.num_key_value_heads ?? heads;
  if (keyHeads !== heads)
    throw new Error(
      `expected as many key heads as heads in text_config of ${file}, but found ${keyHeads} and ${heads}`,
    );
  if (width % heads !== 0 || (text.head_dim ?? width / heads) !== width / heads)
    throw new Error(
      `expected heads that fill the width in text_config of ${file}, but found ${heads} heads for ${width}`,
    );
  return {
    vocab: text.vocab_size,
    width,
    layers: text.num_hidden_layers,
    heads,
    mlp: text.intermediate_size,
    rmsEps: text.rms_norm_eps,
    ropeTheta: text.rope_theta,
  };
}

function towerDims(
  name: string,
  args: TimmArguments | undefined,
  timmId: string | undefined,
  shapes: Shapes,
  file: string,
): TimmTower {
  const known = timmId === undefined ? undefined : timmTower(timmId);
  if (!args && known) return known;
  if (!args) {
    throw new Error(
      `the tower ${name} is timm's ${timmId ?? "(unnamed)"}, which is not known here: ${file} should give its timm arguments, at least num_heads, as vision.${name}`,
    );
  }
  const shown = shownDims(`vision_backbone.${name}.`, shapes);
  const width = args.embed_dim ?? shown.width;
  const hasPrefix = args.class_token ?? (args.reg_tokens !== undefined || shown.hasPrefix);
  return {
    patch: args.patch_size ?? shown.patch,
    width,
    depth: args.depth ?? shown.depth,
    heads: args.num_heads,
    mlp: args.mlp_ratio === undefined ? shown.mlp : Math.trunc(width * args.mlp_ratio),
    registers: hasPrefix ? (args.reg_tokens ?? shown.registers) : null,
    hasPool: args.global_pool === undefined ? shown.hasPool : args.global_pool === "map",
  };
}

/** What the tensors of a tower show; 0 where the tensor is absent, which comparing the shapes then reports. */
function shownDims(prefix: string, shapes: Shapes) {
  const side = (name: string, axis: number) => shapes.get(prefix + name)?.[axis] ?? 0;
  const blocks = [...shapes.keys()].flatMap((name) => {
    const block = name.startsWith(prefix) ? /^blocks\.(\d+)\./.exec(name.slice(prefix.length))?.[1] : undefined;
    return block === undefined ? [] : [Number(block) + 1];
  });
  return {
    patch: side("patch_embed.proj.weight", 2),
    width: side("patch_embed.proj.weight", 0),
    depth: blocks.reduce((most, count) => Math.max(most, count), 0),
    mlp: side("blocks.0.mlp.fc1.weight", 0),
    registers: side("reg_token", 1),
    hasPrefix: shapes.has(`${prefix}cls_token`),
    hasPool: shapes.has(`${prefix}attn_pool.latent`),
  };
}

import type { LlamaDims } from "../models/dims.ts";
import type { FolderDims } from "./folder-dims.ts";
import type { TimmTower } from "./timm-towers.ts";

type Shape = readonly number[];
type Named = [name: string, shape: Shape];

/** Shape of every tensor that an OpenVLA folder of these dims holds, by its name there, in the model's order. */
export function folderShapes({ imageSize, featurizer, fused_featurizer, llama }: FolderDims): Map<string, Shape> {
  const visionWidth = featurizer.width + (fused_featurizer?.width ?? 0);
  return new Map([
    ...under("vision_backbone.featurizer.", tower(featurizer, imageSize)),
    ...(fused_featurizer ? under("vision_backbone.fused_featurizer.", tower(fused_featurizer, imageSize)) : []),
    ...under("projector.", projector(visionWidth, llama.width, fused_featurizer !== null)),
    ...under("language_model.", language(llama)),
  ]);
}

function tower(dims: TimmTower, imageSize: number): Named[] {
  const { patch, width, depth, registers, hasPool } = dims;
  return [
    ...(registers === null ? [] : [named("cls_token", 1, 1, width)]),
    ...(registers ? [named("reg_token", 1, registers, width)] : []),
    named("pos_embed", 1, (imageSize / patch) ** 2, width),
    named("patch_embed.proj.weight", width, 3, patch, patch),
    named("patch_embed.proj.bias", width),
    ...range(depth).flatMap((i) => under(`blocks.${i}.`, block(dims))),
    ...norm("norm", width),
    ...(hasPool ? under("attn_pool.", pool(dims)) : []),
  ];
}

function block({ width, mlp, registers }: TimmTower): Named[] {
  // timm gives LayerScale to the towers that have prefix tokens, DINOv2's.
  const scale = (name: string) => (registers === null ? [] : [named(`${name}.scale_factor`, width)]);
  return [
    ...norm("norm1", width),
    ...linear("attn.qkv", width, 3 * width),
    ...linear("attn.proj", width, width),
    ...scale("ls1"),
    ...norm("norm2", width),
    ...linear("mlp.fc1", width, mlp),
    ...linear("mlp.fc2", mlp, width),
    ...scale("ls2"),
  ];
}

function pool({ width, mlp }: TimmTower): Named[] {
  return [
    named("latent", 1, 1, width),
    ...linear("q", width, width),
    ...linear("kv", width, 2 * width),
    ...linear("proj", width, width),
    ...norm("norm", width),
    ...linear("mlp.fc1", width, mlp),
    ...linear("mlp.fc2", mlp, width),
  ];
}

function projector(visionWidth: number, width: number, isFused: boolean): Named[] {
  const hidden = isFused ? 4 * visionWidth : width;
  return [
    ...linear("fc1", visionWidth, hidden),
    ...linear("fc2", hidden, width),
    ...(isFused ? linear("fc3", width, width) : []),
  ];
}

function language({ vocab, width, layers, mlp }: LlamaDims): Named[] {
  const layer: Named[] = [
    named("input_layernorm.weight", width),
    ...["q_proj", "k_proj", "v_proj", "o_proj"].map((name) => named(`self_attn.${name}.weight`, width, width)),
    named("post_attention_layernorm.weight", width),
    named("mlp.gate_proj.weight", mlp, width),
    named("mlp.up_proj.weight", mlp, width),
    named("mlp.down_proj.weight", width, mlp),
  ];
  return [
    named("model.embed_tokens.weight", vocab, width),
    ...range(layers).flatMap((i) => under(`model.layers.${i}.`, layer)),
    named("model.norm.weight", width),
    named("lm_head.weight", vocab, width),
  ];
}

function linear(name: string, inWidth: number, outWidth: number): Named[] {
  return [named(`${name}.weight`, outWidth, inWidth), named(`${name}.bias`, outWidth)];
}

function norm(name: string, width: number): Named[] {
  return [named(`${name}.weight`, width), named(`${name}.bias`, width)];
}

function named(name: string, ...shape: number[]): Named {
  return [name, shape];
}

function under(prefix: string, tensors: Named[]): Named[] {
  return tensors.map(([name, shape]) => [prefix + name, shape]);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

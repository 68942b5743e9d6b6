import { expect, test } from "vitest";
import { folderDims } from "#trainer/hf/folder-dims.ts";
import { folderShapes } from "#trainer/hf/folder-shapes.ts";
import { parseOpenVlaConfig } from "#trainer/hf/openvla-config.ts";
import { folderDimsOf, vlaShapes } from "#trainer/hf/vla-shapes.ts";

/** The keys of openvla/openvla-7b's config.json that give shapes. */
const OPENVLA_7B = {
  model_type: "openvla",
  arch_specifier: "no-align+fused-gelu-mlp",
  vision_backbone_id: "dinosiglip-vit-so-224px",
  use_fused_vision_backbone: true,
  timm_model_ids: ["vit_large_patch14_reg4_dinov2.lvd142m", "vit_so400m_patch14_siglip_224"],
  image_sizes: [224, 224],
  text_config: { model_type: "llama", pad_token_id: 32000, torch_dtype: "bfloat16", vocab_size: 32064 },
};

test("openvla-7b is expected to hold 982 tensors and 7 541 237 184 parameters", () => {
  const shapes = folderShapes(dimsOf(OPENVLA_7B));
  expect(shapes.size).toBe(982);
  const count = (prefix: string) => [...shapes.keys()].filter((name) => name.startsWith(prefix)).length;
  const prefixes = [
    "vision_backbone.featurizer.",
    "vision_backbone.fused_featurizer.",
    "projector.",
    "language_model.",
  ];
  expect(prefixes.map(count)).toEqual([343, 342, 6, 291]);
  const parameters = (prefix: string) =>
    [...shapes].filter(([name]) => name.startsWith(prefix)).reduce((sum, [, shape]) => sum + size(shape), 0);
  expect(prefixes.map(parameters)).toEqual([303_230_976, 427_680_704, 71_385_600, 6_738_939_904]);
  expect(parameters("")).toBe(7_541_237_184);
  expect(parameters("vision_backbone.fused_featurizer.attn_pool.")).toBe(15_238_352);
});

test("a backbone's id alone gives the same towers, and what text_config leaves out has LlamaConfig's defaults", () => {
  const { timm_model_ids: _, image_sizes: __, use_fused_vision_backbone: ___, ...config } = OPENVLA_7B;
  expect(dimsOf(config)).toEqual(dimsOf(OPENVLA_7B));
  const { llama } = dimsOf(config);
  expect(llama).toMatchObject({ width: 4096, layers: 32, heads: 32, mlp: 11008, rmsEps: 1e-6, ropeTheta: 10_000 });
});

test("one tower has a projector of two layers", () => {
  const config = {
    model_type: "prismatic",
    vision_backbone_id: "siglip-vit-so400m",
    text_config: { vocab_size: 32064 },
  };
  const dims = dimsOf(config);
  expect(vlaShapes(dims)).toMatchObject({ towers: "siglip", siglip: { width: 1152, depth: 27, mlp: 4304 } });
  const shapes = folderShapes(dims);
  const projector = [...shapes].filter(([name]) => name.startsWith("projector."));
  expect(projector.map(([, shape]) => shape)).toEqual([[4096, 1152], [4096], [4096, 4096], [4096]]);
  expect(vlaShapes(dimsOf({ ...config, vision_backbone_id: "dinov2-vit-l" })).towers).toBe("dino");
});

test("a policy's shapes and a folder's are one another's inverse", () => {
  const dims = dimsOf(OPENVLA_7B);
  expect(folderDimsOf(vlaShapes(dims), true)).toEqual(dims);
});

function dimsOf(config: object) {
  return folderDims(parseOpenVlaConfig(config, "config.json"), new Map(), "config.json");
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

import { beforeAll, describe, expect, test } from "vitest";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { folderShapes } from "#trainer/hf/folder-shapes.ts";
import { timmTower } from "#trainer/hf/timm-towers.ts";
import { vlaShapes } from "#trainer/hf/vla-shapes.ts";
import { adapterShapes } from "#trainer/lora/adapter-shapes.ts";
import { loraTargets } from "#trainer/lora/targets.ts";
import { isReachable } from "#trainer/models/reachable.ts";
import { TINY_DIMS } from "../models/tiny-policy.ts";
import { readManifest, tinyPolicy, tinyTargets } from "./tiny-policy.ts";

beforeAll(startWasm);

describe("OpenVLA 7B, by its shapes alone", () => {
  const folder = {
    imageSize: 224,
    featurizer: timmTower("vit_large_patch14_reg4_dinov2")!,
    fused_featurizer: timmTower("vit_so400m_patch14_siglip_224")!,
    llama: { vocab: 32_064, width: 4096, layers: 32, heads: 32, mlp: 11_008, rmsEps: 1e-6, ropeTheta: 10_000 },
  };
  const shapes = folderShapes(folder);
  const dims = { ...TINY_DIMS, ...vlaShapes(folder) };
  const targets = (kind: "original" | "reachable") => loraTargets(shapes, kind, (name) => isReachable(name, dims));

  test("the base model has 7 541 237 184 parameters", () => {
    expect(count(shapes)).toBe(7_541_237_184);
  });

  test("original: 439 modules and 110 828 288 parameters at rank 32, part by part", () => {
    const modules = targets("original");
    expect(modules).toHaveLength(439);
    const adapters = adapterShapes(shapes, modules, 32);
    expect(adapters.size).toBe(878);
    expect(count(adapters)).toBe(110_828_288);
    const part = (prefix: string) => count(new Map([...adapters].filter(([name]) => name.startsWith(prefix))));
    expect(part("language_model.model.layers.")).toBe(79_953_920);
    expect(part("language_model.lm_head.")).toBe(1_157_120);
    expect(part("vision_backbone.featurizer.blocks.")).toBe(12_582_912);
    expect(part("vision_backbone.featurizer.patch_embed.")).toBe(51_584);
    expect(part("vision_backbone.fused_featurizer.blocks.")).toBe(15_399_936);
    expect(part("vision_backbone.fused_featurizer.patch_embed.")).toBe(55_680);
    expect(part("vision_backbone.fused_featurizer.attn_pool.")).toBe(607_232);
    expect(part("projector.")).toBe(1_019_904);
  });

  test("reachable: all of them but lm_head, the towers' last blocks and the pool", () => {
    const left = targets("original").filter((module) => !targets("reachable").includes(module));
    expect(left.map((module) => module.replace(/\.(attn|mlp)\.\w+$|\.(q|kv|proj)$/, ""))).toEqual([
      ...Array(4).fill("vision_backbone.featurizer.blocks.23"),
      ...Array(4).fill("vision_backbone.fused_featurizer.blocks.26"),
      ...Array(5).fill("vision_backbone.fused_featurizer.attn_pool"),
      "language_model.lm_head",
    ]);
  });
});

test("original picks the very modules that peft 0.11 picked", async () => {
  const { targets } = (await readManifest()).lora.r4;
  expect(tinyTargets(await tinyPolicy(TINY_DIMS), "original").toSorted()).toEqual(targets.toSorted());
});

function count(shapes: ReadonlyMap<string, readonly number[]>): number {
  return [...shapes.values()].reduce((sum, shape) => sum + shape.reduce((size, side) => size * side, 1), 0);
}

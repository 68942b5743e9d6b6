import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ModelShapes, TowerShapes } from "#server/recipes/model-shapes.ts";

type Shapes = ReadonlyMap<string, readonly number[]>;

export type ReadShapes = { ok: true; shapes: ModelShapes } | { ok: false; reason: string };

/** Shapes of an OpenVLA folder's model, off the headers of its safetensors files. */
export function readModelShapes(folder: string): ReadShapes {
  try {
    const files = readdirSync(folder).filter((name) => name.endsWith(".safetensors"));
    if (files.length === 0) return { ok: false, reason: "there is no .safetensors file in it" };
    const tensors: Shapes = new Map(files.flatMap((name) => [...readHeader(join(folder, name))]));
    const shapes = modelShapes(tensors);
    return shapes ? { ok: true, shapes } : { ok: false, reason: "its tensors are not those of an OpenVLA model" };
  } catch (error) {
    return { ok: false, reason: (error as Error).message };
  }
}

const Header = z.record(z.string(), z.object({ shape: z.array(z.int().min(0)).optional() }));
const LONGEST_HEADER = 100_000_000;

/** A file's first 8 bytes say how long the JSON is that names its tensors. */
function readHeader(file: string): Shapes {
  const fd = openSync(file, "r");
  try {
    const length = Buffer.alloc(8);
    readSync(fd, length, 0, 8, 0);
    const bytes = Number(length.readBigUInt64LE());
    if (bytes > LONGEST_HEADER) throw new Error(`${file} is not a safetensors file`);
    const json = Buffer.alloc(bytes);
    readSync(fd, json, 0, bytes, 8);
    const header = Header.parse(JSON.parse(json.toString("utf8")));
    return new Map(Object.entries(header).flatMap(([name, { shape }]) => (shape ? [[name, shape] as const] : [])));
  } catch (error) {
    throw new Error(`${file} is not a safetensors file: ${(error as Error).message.split("\n")[0]}`);
  } finally {
    closeSync(fd);
  }
}

function modelShapes(tensors: Shapes): ModelShapes | null {
  const [vocab, width] = tensors.get("language_model.model.embed_tokens.weight") ?? [];
  const mlp = tensors.get("language_model.model.layers.0.mlp.gate_proj.weight")?.[0];
  const towers = ["featurizer", "fused_featurizer"]
    .map((name) => towerShapes(tensors, `vision_backbone.${name}.`))
    .filter((tower) => tower !== null);
  const first = towers[0];
  if (!vocab || !width || !mlp || !first) return null;
  const layers = countNumbered(tensors, "language_model.model.layers.");
  return {
    imageSize: first.side,
    towers: towers.map(({ side, ...tower }) => tower),
    llama: { vocab, width, layers, mlp, heads: Math.max(1, width / LLAMA_HEAD_WIDTH) },
    // The original's head is as wide as the language model it reads.
    headHidden: width,
  };
}

/** Heads do not show in tensors; these are the widths of one in OpenVLA's parts, and estimates need no more. */
const LLAMA_HEAD_WIDTH = 128;
const TOWER_HEAD_WIDTH = 64;

function towerShapes(tensors: Shapes, prefix: string): (TowerShapes & { side: number }) | null {
  const [width, , patch] = tensors.get(`${prefix}patch_embed.proj.weight`) ?? [];
  const mlp = tensors.get(`${prefix}blocks.0.mlp.fc1.weight`)?.[0];
  if (!width || !patch || !mlp) return null;
  return {
    patch,
    width,
    mlp,
    depth: countNumbered(tensors, `${prefix}blocks.`),
    heads: Math.max(1, width / TOWER_HEAD_WIDTH),
    registers: tensors.has(`${prefix}cls_token`) ? (tensors.get(`${prefix}reg_token`)?.[1] ?? 0) : null,
    hasPool: tensors.has(`${prefix}attn_pool.latent`),
    side: patch * Math.round(Math.sqrt(tensors.get(`${prefix}pos_embed`)?.[1] ?? 0)),
  };
}

function countNumbered(tensors: Shapes, prefix: string): number {
  const numbers = [...tensors.keys()]
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number.parseInt(name.slice(prefix.length), 10));
  return 1 + Math.max(-1, ...numbers);
}

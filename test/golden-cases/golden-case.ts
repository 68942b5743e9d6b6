import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { type HostTensor, readSafetensors } from "#trainer/safetensors.ts";

export type Golden = ReadonlyMap<string, HostTensor>;

const Manifest = z.looseObject({
  case: z.string().optional(),
  tolerance: z.string().default(""),
  notes: z.array(z.string()).default([]),
});

/** A folder of numbers that the original's code computed: what went in, its weights, what came out. */
export type GoldenCase = {
  dir: string;
  /** The folder's name. */
  name: string;
  /** What was run, as the manifest says; the folder's name when it does not. */
  kind: string;
  manifest: z.infer<typeof Manifest>;
  weights: Golden;
  inputs: Golden;
  outputs: Golden;
  /** Every file beside these three, without its suffix: heads, film, lora_r4. */
  others: ReadonlyMap<string, Golden>;
};

/** The folder that VELA_GOLDEN names, else the project's own. */
export function goldenRoot(): string {
  return process.env.VELA_GOLDEN || join(import.meta.dirname, "..", "golden");
}

/** Folders with outputs, at any depth below `root`, or `root` itself, by name. */
export async function findCases(root: string): Promise<string[]> {
  if (existsSync(join(root, "outputs.safetensors"))) return [root];
  const entries = await readdir(root, { withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return (await Promise.all(below.sort().map((name) => findCases(join(root, name))))).flat();
}

/** Read a whole case; a file that is absent has no tensors. Throws a sentence when one is damaged. */
export async function openCase(dir: string): Promise<GoldenCase> {
  const manifest = await readManifest(dir);
  const files = (await readdir(dir)).filter((file) => file.endsWith(".safetensors"));
  const read = new Map<string, Golden>();
  for (const file of files) read.set(basename(file, ".safetensors"), (await readSafetensors(join(dir, file))).tensors);
  const [weights, inputs, outputs] = ["weights", "inputs", "outputs"].map((file) => {
    const tensors = read.get(file) ?? new Map();
    read.delete(file);
    return tensors;
  }) as [Golden, Golden, Golden];
  const name = basename(dir);
  return { dir, name, kind: manifest.case ?? name, manifest, weights, inputs, outputs, others: read };
}

/** The manifest as a checker needs it; the error names the file. */
export function parseManifest<T>({ dir, manifest }: GoldenCase, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(manifest);
  if (parsed.success) return parsed.data;
  throw new Error(`${join(dir, "manifest.json")} lacks what is needed: ${z.prettifyError(parsed.error)}`);
}

/** What the inputs of "small" outputs are multiplied with, as a note says; it makes the epsilons of norms visible. */
export function smallFactor({ manifest }: GoldenCase, otherwise: number): number {
  const note = manifest.notes.find((text) => /\bsmall\./.test(text));
  return Number(/\*\s*(0\.\d+)/.exec(note ?? "")?.[1] ?? otherwise);
}

async function readManifest(dir: string): Promise<z.infer<typeof Manifest>> {
  const file = join(dir, "manifest.json");
  if (!existsSync(file)) return Manifest.parse({});
  return Manifest.parse(JSON.parse(await readFile(file, "utf8")));
}

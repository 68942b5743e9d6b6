import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Normalization } from "#trainer/contract/config/data.ts";
import { unnormalize } from "#trainer/data/normalization.ts";
import type { DimStatistics } from "#trainer/data/statistics.ts";
import { type FolderDescription, loadPretrained } from "#trainer/hf/load-pretrained.ts";
import { vlaShapes } from "#trainer/hf/vla-shapes.ts";
import type { VlaDims } from "#trainer/models/dims.ts";
import { filmedName } from "#trainer/models/film-names.ts";
import type { BaseParams } from "#trainer/models/vla.ts";
import { flatten } from "#trainer/tree.ts";
import { type GoldenCase, parseManifest } from "../golden-case.ts";
import type { Sheet } from "../sheet.ts";
import { golden } from "../tensors.ts";
import { type Tolerance, toleranceOf } from "../tolerance.ts";
import { OpenVlaManifest } from "./manifest.ts";
import { writeFolder } from "./write-folder.ts";

/** A golden policy, loaded the way a run loads one: through a Hugging Face folder. */
export type OpenVla = {
  found: GoldenCase;
  sheet: Sheet;
  manifest: OpenVlaManifest;
  base: BaseParams;
  /** The same weights under the names that FiLM's wrappers give them. */
  filmed: BaseParams;
  /** Without cameras and proprio, which differ from variant to variant. */
  dims: VlaDims;
  /** Normalised actions on the robot's own scale, by the statistics that the folder has. */
  toRaw: (actions: ArrayLike<number>) => Float64Array;
  tolerances: Record<"hidden" | "loss" | "gradient" | "diffusion" | "exact", Tolerance>;
};

export async function openPolicy(found: GoldenCase, sheet: Sheet): Promise<OpenVla> {
  const manifest = parseManifest(found, OpenVlaManifest);
  const { NUM_ACTIONS_CHUNK: chunk, ACTION_DIM: actionDim } = manifest.config;
  const dir = await mkdtemp(join(tmpdir(), "vela-golden-"));
  try {
    await writeFolder(dir, found.weights, manifest);
    const loaded = await loadPretrained(dir);
    const filmed = (await loadPretrained(dir, { rename: filmedName })).policy;
    checkLoaded(found, sheet, loaded.policy);
    const run = { numImages: 1, chunk, actionDim, proprioDim: null, headHidden: 0, film: null };
    const dims = { ...vlaShapes(loaded.dims), ...run };
    return {
      ...{ found, sheet, manifest, filmed, dims },
      base: loaded.policy,
      toRaw: (actions) => unnormalize(Float32Array.from(actions), statisticsOf(loaded), normalizationOf(manifest)),
      tolerances: tolerancesOf(found),
    };
  } finally {
    await rm(dir, { recursive: true });
  }
}

function checkLoaded({ weights }: GoldenCase, sheet: Sheet, policy: BaseParams): void {
  const leaves = flatten(policy);
  const differing = [...leaves].filter(([name, leaf]) => {
    const { data } = golden(weights, name);
    return leaf.dataSync().some((value, i) => value !== data[i]);
  });
  const same = leaves.size === weights.size && differing.length === 0;
  const message = `expected all ${weights.size} tensors as they are, but ${differing.length} of ${leaves.size} differ`;
  sheet.check("weights through a Hugging Face folder", same, message);
}

function statisticsOf({ statistics }: FolderDescription): DimStatistics {
  const [only, ...others] = Object.values(statistics);
  if (!only || others.length > 0)
    throw new Error(`expected norm_stats of one data set in the manifest, but found ${Object.keys(statistics).length}`);
  return only.action;
}

/** As the original chooses it, by the robot: ALOHA's joint angles may not be cut at quantiles. */
function normalizationOf({ config }: OpenVlaManifest): Normalization {
  const said = Normalization.safeParse(config.ACTION_PROPRIO_NORMALIZATION_TYPE?.toUpperCase());
  if (said.success) return said.data;
  const isAloha = config.platform ? /aloha/i.test(config.platform) : config.ACTION_DIM === 14;
  return isAloha ? "BOUNDS" : "BOUNDS_Q99";
}

function tolerancesOf({ manifest: { tolerance: said } }: GoldenCase): OpenVla["tolerances"] {
  return {
    hidden: toleranceOf(said, ["hidden"], { abs: 1e-5 }),
    loss: toleranceOf(said, ["losses"], { abs: 2e-6 }),
    gradient: toleranceOf(said, ["grads"], { abs: 1e-5, rel: 1e-3 }),
    diffusion: toleranceOf(said, ["diffusion"], { abs: 3e-4 }),
    exact: { abs: 0, rel: 0, from: "default" },
  };
}

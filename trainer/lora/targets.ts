import { isFilmName } from "../models/film-names.ts";

export type Shapes = ReadonlyMap<string, readonly number[]>;

export type LoraTargets = "reachable" | "original";

/**
 * Modules of a policy that get an adapter, in the order of the tree. `shapes` are the tensors that a base model holds.
 * original: what peft 0.11 makes of "all-linear", every module whose last name part is that of some linear layer; so
 * the patch convolutions, lm_head, and layers that never influence the output are among them (origin §5.10).
 */
export function loraTargets(shapes: Shapes, targets: LoraTargets, isReachable: (name: string) => boolean): string[] {
  const modules = [...shapes].filter(([name, { length }]) => isLayer(name, length));
  if (targets === "reachable") return modules.filter(([name]) => isReachable(name)).map(([name]) => moduleOf(name));
  const kinds = new Set(
    modules.filter(([, { length }]) => length === LINEAR).map(([name]) => lastPart(moduleOf(name))),
  );
  return modules.map(([name]) => moduleOf(name)).filter((module) => kinds.has(lastPart(module)));
}

/** The last part of a module's name: what peft's target_modules are made of. */
export function lastPart(module: string): string {
  return module.slice(module.lastIndexOf(".") + 1);
}

const LINEAR = 2;
const CONVOLUTION = 4;

function isLayer(name: string, rank: number): boolean {
  const isMatrix = rank === LINEAR || rank === CONVOLUTION;
  return isMatrix && name.endsWith(".weight") && !name.includes(".embed_tokens.") && !isFilmName(name);
}

function moduleOf(name: string): string {
  return name.slice(0, -".weight".length);
}

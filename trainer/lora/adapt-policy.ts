import type { LoraConfig } from "../contract/config/lora.ts";
import { isFilmName } from "../models/film-names.ts";
import type { BaseParams } from "../models/vla.ts";
import type { Rng } from "../rng.ts";
import { flatten } from "../tree.ts";
import { defaultAlpha, freeze, injectLora, type LoraShape } from "./inject.ts";
import { isAdapterName } from "./peft.ts";
import { loraTargets } from "./targets.ts";

/** The adapters of a policy. Module names are those of its tree. */
export type PolicyLora = LoraShape & { modules: string[] };

/**
 * A base model with fresh adapters, frozen but for these and FiLM. The leaves are those of `base`.
 * `isReachable` tells whether a parameter influences the actions.
 */
export function adaptPolicy(
  base: BaseParams,
  config: LoraConfig,
  { rng, isReachable }: { rng: Rng; isReachable: (name: string) => boolean },
): { base: BaseParams; lora: PolicyLora } {
  const { rank, alpha, targets } = config;
  const shapes = new Map([...flatten(base)].map(([name, { shape }]) => [name, shape]));
  const lora = {
    rank,
    alpha: alpha ?? defaultAlpha(rank),
    modules: loraTargets(shapes, targets, isReachable),
  };
  const adapted = injectLora(base, lora.modules, { ...lora, rng });
  freeze(adapted, (name) => isAdapterName(name) || isFilmName(name));
  return { base: adapted, lora };
}

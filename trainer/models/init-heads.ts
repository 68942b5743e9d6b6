import type { Rng } from "../rng.ts";
import { type DiffusionHeadParams, initDiffusionHead } from "./diffusion-head.ts";
import type { InitOptions, VlaDims } from "./dims.ts";
import { initL1Head, type L1HeadParams } from "./l1-head.ts";
import { initNoisyActionProjector, type NoisyActionProjectorParams } from "./noisy-action-projector.ts";
import { initProprioProjector, type ProprioProjectorParams } from "./proprio-projector.ts";

/** What each kind of head has of its own; a token head reads the language model's. */
type OwnModules = {
  l1: { action_head: L1HeadParams };
  diffusion: { action_head: DiffusionHeadParams; noisy_action_projector: NoisyActionProjectorParams };
  token: { action_head?: undefined };
};

export type HeadKind = keyof OwnModules;

export type HeadModules<K extends HeadKind = HeadKind> = OwnModules[K] & { proprio_projector?: ProprioProjectorParams };

/** The parts that a base model does not bring along: what reads its states, and the token of the robot's own. */
export function initHeads<K extends HeadKind = "l1">(
  rng: Rng,
  dims: VlaDims,
  init: InitOptions,
  head?: K,
): HeadModules<K> {
  const own = INIT[head ?? "l1"](rng, dims, init);
  return {
    ...own,
    ...(dims.proprioDim !== null && {
      proprio_projector: initProprioProjector(rng.fork("proprio"), dims.proprioDim, dims.llama.width),
    }),
  } as HeadModules<K>;
}

const INIT: { [K in HeadKind]: (rng: Rng, dims: VlaDims, init: InitOptions) => OwnModules[K] } = {
  l1: (rng, dims, init) => ({ action_head: initL1Head(rng.fork("head"), dims, init) }),
  diffusion: (rng, dims, init) => ({
    action_head: initDiffusionHead(rng.fork("head"), dims, init),
    noisy_action_projector: initNoisyActionProjector(rng.fork("noisy"), dims.llama.width),
  }),
  token: () => ({}),
};

import { checkActionTokenizer } from "./check-action-tokenizer.ts";
import { checkChunking } from "./check-chunking.ts";
import { checkDiffusionHead } from "./check-diffusion-head.ts";
import { checkEnergy } from "./check-energy.ts";
import { checkFilm } from "./check-film.ts";
import { checkAugmentation, checkProcessor } from "./check-images.ts";
import { checkL1Head } from "./check-l1-head.ts";
import { checkLlama } from "./check-llama.ts";
import { checkMetrics } from "./check-metrics.ts";
import { checkNormalization } from "./check-normalization.ts";
import { checkProjector, checkProprioProjector } from "./check-small-modules.ts";
import { checkTraining } from "./check-training.ts";
import { checkVit } from "./check-vit.ts";
import type { GoldenCase } from "./golden-case.ts";
import { checkOpenVla } from "./openvla/check-openvla.ts";
import type { Sheet } from "./sheet.ts";

export type Checker = (found: GoldenCase, sheet: Sheet) => void | Promise<void>;

/** By the kind of a case; a name that begins with a kind and an underscore is of that kind too. */
export const CHECKERS: Record<string, Checker> = {
  action_chunking: checkChunking,
  action_tokenizer: checkActionTokenizer,
  diffusion_head: checkDiffusionHead,
  energy_model: checkEnergy,
  film_vit_block: checkFilm,
  fused_projector: checkProjector,
  image_aug: checkAugmentation,
  image_processor: checkProcessor,
  l1_head: checkL1Head,
  llama: checkLlama,
  metrics: checkMetrics,
  normalization: checkNormalization,
  openvla: checkOpenVla,
  proprio_projector: checkProprioProjector,
  training_dynamics: checkTraining,
  vit: checkVit,
};

/** The checker of a case, by what its manifest says it is, else by its folder's name. */
export function checkerOf({ kind, name }: Pick<GoldenCase, "kind" | "name">): Checker | undefined {
  for (const called of [kind, name]) {
    const key = Object.keys(CHECKERS).find((known) => called === known || called.startsWith(`${known}_`));
    if (key) return CHECKERS[key];
  }
  return undefined;
}

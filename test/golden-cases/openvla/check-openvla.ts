import type { GoldenCase } from "../golden-case.ts";
import type { Sheet } from "../sheet.ts";
import { checkDenoising } from "./check-diffusion.ts";
import { checkPolicyEnergy } from "./check-energy.ts";
import { checkFilmedPolicy } from "./check-film.ts";
import { checkL1 } from "./check-l1.ts";
import { checkLora } from "./check-lora.ts";
import { checkMasks } from "./check-masks.ts";
import { checkPredictions } from "./check-predict.ts";
import { checkTokens } from "./check-token.ts";
import { type OpenVla, openPolicy } from "./open-policy.ts";
import { type Variant, variantsOf, withHeads } from "./variant.ts";

/** The whole policy, loaded from a Hugging Face folder that the golden weights are written to first. */
export async function checkOpenVla(found: GoldenCase, sheet: Sheet): Promise<void> {
  const policy = await openPolicy(found, sheet);
  const variants = variantsOf(policy);
  await checkPredictions(policy);
  for (const variant of variants) await checkVariant(policy, variant);
  for (const name of found.others.keys())
    if (name.startsWith("lora_")) await sheet.part(name, () => checkLora(policy, variants, name));
  if (found.outputs.has("diffusion.loss")) await sheet.part("diffusion", () => checkDenoising(policy, variants));
  if (found.others.has("film")) await sheet.part("FiLM", () => checkFilmedPolicy(policy, variants));
}

async function checkVariant(policy: OpenVla, variant: Variant): Promise<void> {
  const { found, sheet, manifest, base } = policy;
  const at = `${variant.name}.base`;
  await sheet.part(at, () => {
    const without = manifest.base_params_without_grad.map((name) => `vla.${name}`);
    checkL1(policy, variant, { params: withHeads(policy, base, variant.dims), at, without });
  });
  await sheet.part(`${variant.name}: masks`, () => checkMasks(policy, variant));
  if (found.outputs.has(`${at}.ce_loss`)) await sheet.part(`${at}: tokens`, () => checkTokens(policy, variant));
  if (found.outputs.has(`${variant.name}.energy.loss`))
    await sheet.part(`${variant.name}.energy`, () => checkPolicyEnergy(policy, variant));
}

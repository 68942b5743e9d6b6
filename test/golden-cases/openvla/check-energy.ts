import { buildContextMask } from "#trainer/energy/context-mask.ts";
import type { EnergyParams } from "#trainer/energy/energy-model.ts";
import { swapInfoNce } from "#trainer/energy/swap-infonce.ts";
import { tf } from "#trainer/engine/tf.ts";
import { applyVla } from "#trainer/models/vla.ts";
import { checkGradients } from "../check-gradients.ts";
import { comparer } from "../comparer.ts";
import { golden, paramsOf, under } from "../tensors.ts";
import type { OpenVla } from "./open-policy.ts";
import { type Variant, withHeads } from "./variant.ts";

/** The energy model on the policy's last hidden states, with the mask of training. */
export function checkPolicyEnergy(policy: OpenVla, variant: Variant): void {
  const { found, sheet, manifest, base, tolerances } = policy;
  const { outputs } = found;
  const at = `${variant.name}.energy`;
  const { energy } = manifest.config;
  if (!energy) throw new Error("expected energy under config in the manifest");
  const params = paramsOf<EnergyParams>(under(found.others.get("heads") ?? new Map(), "energy_model."));
  const { hidden, numPatches } = applyVla(withHeads(policy, base, variant.dims), variant.batch, variant.dims);
  const rows = hidden.shape[0];
  const { mask, visible } = buildContextMask(variant.batch.actionMask.dataSync(), { rows, numPatches });
  sheet.compare(`${at}.context_mask`, mask, { tolerance: tolerances.exact });
  const { data, shape } = golden(outputs, `${at}.context_mask`);
  const [, length = 0] = shape;
  const longest = Math.max(...Array.from({ length: rows }, (_, row) => firstHidden(data, row * length, length)));
  sheet.check(`${at}.context_mask, visible`, visible === longest, `expected ${longest} states, but found ${visible}`);

  const contextMask = tf.tensor2d(mask, [rows, length]);
  const inputs = { context: hidden, contextMask, actions: variant.wanted };
  const contrast = () => swapInfoNce(params, inputs, { ...energy, output: "scaledSigmoid" });
  const compare = comparer(sheet, params);
  compare(`${at}.E_pos_mean`, () => contrast().positive, { tolerance: tolerances.loss });
  compare(`${at}.E_neg_mean`, () => contrast().negative, { tolerance: tolerances.loss });
  const value = { output: `${at}.loss`, tolerance: tolerances.loss };
  const expected = { outputs, prefix: `${at}.grad.`, tolerance: tolerances.gradient, value };
  checkGradients(sheet, { params, loss: () => contrast().loss }, expected);
}

function firstHidden(mask: ArrayLike<number | bigint>, start: number, length: number): number {
  for (let i = 0; i < length; i++) if (Number(mask[start + i]) === 1) return i;
  return length;
}

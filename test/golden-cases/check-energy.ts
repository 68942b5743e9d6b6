import { z } from "zod";
import type { EnergyOutput } from "#trainer/contract/info-nce-bounds.ts";
import { applyEnergy, type EnergyParams, pairEnergies } from "#trainer/energy/energy-model.ts";
import { positionTable } from "#trainer/energy/position-table.ts";
import { swapInfoNce } from "#trainer/energy/swap-infonce.ts";
import { tf } from "#trainer/engine/tf.ts";
import { checkCorrections } from "./check-corrections.ts";
import { checkGradients } from "./check-gradients.ts";
import { comparer } from "./comparer.ts";
import { type GoldenCase, parseManifest, smallFactor } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { floats, matching, paramsOf, under } from "./tensors.ts";
import { type Tolerance, toleranceOf } from "./tolerance.ts";

const Manifest = z.object({
  config: z.looseObject({ heads: z.number() }),
  variants: z.record(z.string(), z.looseObject({ formula: z.string() })).default({}),
  params_without_grad: z.record(z.string(), z.array(z.string())).default({}),
});

/** Every output map with and without a mask: energies, their slopes, InfoNCE and its gradients; then corrections. */
export async function checkEnergy(found: GoldenCase, sheet: Sheet): Promise<void> {
  const { weights, outputs, manifest } = found;
  const { config, variants, params_without_grad: without } = parseManifest(found, Manifest);
  const params = paramsOf<EnergyParams>(under(weights, ""));
  const tolerance = toleranceOf(manifest.tolerance, ["energies"], { abs: 2e-6 });
  const gradient = toleranceOf(manifest.tolerance, ["grads"], { abs: 1e-6, rel: 1e-4 });
  const names = new Set(matching(outputs, /^(\w+)\.(?:mask|nomask|small)\./).map(([, name = ""]) => name));
  for (const name of names) {
    const rule = ruleOf(name, variants[name]?.formula);
    const variant = { ...rule, name, heads: config.heads, without: without[name] };
    await sheet.part(name, () => checkVariant(found, sheet, { params, variant, tolerance, gradient }));
  }
  const table = outputs.get("pe_table");
  if (table) sheet.compare("pe_table", positionTable(table.shape[0]!, table.shape[1]!), { tolerance });
  checkCorrections(found, sheet, params, { heads: config.heads, output: "scaledSigmoid" });
}

type Rule = { output: EnergyOutput; ignoresMask: boolean };
type Variant = Rule & { name: string; heads: number; without: string[] | undefined };
type Given = { params: EnergyParams; variant: Variant; tolerance: Tolerance; gradient: Tolerance };

function checkVariant(found: GoldenCase, sheet: Sheet, { params, variant, tolerance, gradient }: Given): void {
  const { outputs } = found;
  const { name, heads, output, without } = variant;
  const options = { heads, output };
  const compare = comparer(sheet, params);
  const values = { tolerance, group: `${name}: energies` };
  const slopes = { tolerance: gradient, group: `${name}: their slopes` };
  for (const mask of ["mask", "nomask"]) {
    const inputs = inputsOf(found, mask === "mask" && !variant.ignoresMask);
    const at = `${name}.${mask}`;
    const total = (part: "actions" | "context") => (x: tf.Tensor) =>
      applyEnergy(params, { ...inputs, [part]: x }, options).sum();
    compare(`${at}.energy`, () => applyEnergy(params, inputs, options).expandDims(1), values);
    compare(`${at}.E_matrix`, () => pairEnergies(params, inputs, options), values);
    compare(`${at}.dE_dactions`, () => tf.grad(total("actions"))(inputs.actions), slopes);
    compare(`${at}.dE_dhidden`, () => tf.grad(total("context"))(inputs.context), slopes);
    for (const [, prefix = "", tau] of matching(outputs, new RegExp(`^(${at}\\.tau([\\d.]+))\\.loss$`))) {
      const contrast = () => swapInfoNce(params, inputs, { ...options, tau: Number(tau) });
      const losses = { tolerance, group: `${name}: InfoNCE` };
      compare(`${prefix}.loss`, () => contrast().loss, losses);
      compare(`${prefix}.E_pos_mean`, () => contrast().positive, losses);
      compare(`${prefix}.E_neg_mean`, () => contrast().negative, losses);
      const expected = { outputs, prefix: `${prefix}.grad.`, tolerance: gradient, without };
      const group = `${name}: gradients of InfoNCE`;
      checkGradients(sheet, { params, loss: () => contrast().loss }, { ...expected, group });
    }
  }
  const inputs = inputsOf(found, !variant.ignoresMask);
  const factor = smallFactor(found, 0.01);
  const small = {
    ...inputs,
    context: inputs.context.mul<tf.Tensor3D>(factor),
    actions: inputs.actions.mul<tf.Tensor3D>(factor),
  };
  compare(`${name}.small.energy`, () => applyEnergy(params, small, options).expandDims(1), values);
}

function inputsOf({ inputs }: GoldenCase, hasMask: boolean) {
  return {
    context: floats<tf.Rank.R3>(inputs, "hidden"),
    actions: floats<tf.Rank.R3>(inputs, "actions"),
    contextMask: hasMask ? floats<tf.Rank.R2>(inputs, "pad_mask") : undefined,
  };
}

const OUTPUTS: Record<string, EnergyOutput> = {
  scaled_sigmoid: "scaledSigmoid",
  scaled_sigmoid_pooled: "scaledSigmoidPooled",
  sigmoid_step: "sigmoid",
  sigmoid_pooled: "sigmoidPooled",
  softplus_tanh: "softplusTanh",
  softplus: "softplus",
  unbounded: "unbounded",
};

/** The original handed its mask to the attention in all variants but two. */
function ruleOf(name: string, formula: string | undefined): Rule {
  const output = OUTPUTS[name];
  if (!output)
    throw new Error(`expected an output map that we have, but found ${name}${formula ? `: ${formula}` : ""}`);
  const ignoresMask =
    formula === undefined ? ["softplus", "unbounded"].includes(name) : /ignores pad_mask/i.test(formula);
  return { output, ignoresMask };
}

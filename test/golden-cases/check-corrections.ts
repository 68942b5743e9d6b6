import { z } from "zod";
import { correctActions } from "#trainer/energy/correct-actions.ts";
import type { EnergyOptions, EnergyParams } from "#trainer/energy/energy-model.ts";
import type { tf } from "#trainer/engine/tf.ts";
import { comparer } from "./comparer.ts";
import { type GoldenCase, parseManifest } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { floats, numbers } from "./tensors.ts";
import { toleranceOf } from "./tolerance.ts";

const Manifest = z.object({
  correction: z
    .array(
      z.looseObject({
        key: z.string(),
        k: z.number().default(1),
        alpha: z.number(),
        clip_frac: z.number(),
        act_range: z.boolean().default(false),
        correct_first_only: z.boolean().default(false),
      }),
    )
    .default([]),
});

/**
 * The original's corrections of one chunk, in the first row's context and with its mask; the gripper, the last
 * dimension, is rounded first. It computes them in bf16, which its own tolerance allows for, or in f32.
 */
export function checkCorrections(found: GoldenCase, sheet: Sheet, params: EnergyParams, energy: EnergyOptions): void {
  const { inputs, manifest } = found;
  const { correction } = parseManifest(found, Manifest);
  if (correction.length === 0) return;
  const actions = floats<tf.Rank.R2>(inputs, "correction.actions").expandDims<tf.Tensor3D>(0);
  const first = {
    context: floats<tf.Rank.R3>(inputs, "hidden").slice([0, 0, 0], [1, -1, -1]),
    contextMask: floats<tf.Rank.R2>(inputs, "pad_mask").slice([0, 0], [1, -1]),
    actions,
  };
  const binaryDims = [actions.shape[2] - 1];
  const range = inputs.has("correction.act_range") ? numbers(inputs, "correction.act_range") : undefined;
  for (const { key, k, alpha, clip_frac: clipFrac, act_range: byRange, correct_first_only: firstOnly } of correction) {
    const type = key.includes(".bf16.") ? "bf16" : "fp32";
    const tolerance = toleranceOf(manifest.tolerance, [`kstep.${type}`], { abs: type === "bf16" ? 2e-2 : 1e-5 });
    const limits = { clipFrac, firstOnly, range: byRange ? range : undefined };
    const correct = () => correctActions(params, first, { ...energy, k, alpha, ...limits, binaryDims }).squeeze([0]);
    const informative = type === "bf16" ? "for information: the original in bfloat16, ours in float32" : undefined;
    const group = key.replace(/\.[^.]*\..*$/, `.${type}.*`);
    comparer(sheet, params)(key, correct, { tolerance, group, informative });
  }
}

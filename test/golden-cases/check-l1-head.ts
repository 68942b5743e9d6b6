import { tf } from "#trainer/engine/tf.ts";
import { l1Losses } from "#trainer/losses/l1.ts";
import { applyL1Head, type L1HeadParams } from "#trainer/models/l1-head.ts";
import { checkGradients } from "./check-gradients.ts";
import { comparer } from "./comparer.ts";
import { type GoldenCase, smallFactor } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { floats, paramsOf, under } from "./tensors.ts";
import { toleranceOf } from "./tolerance.ts";

export function checkL1Head(found: GoldenCase, sheet: Sheet): void {
  const { weights, inputs, outputs, manifest } = found;
  const params = paramsOf<L1HeadParams>(under(weights, ""));
  const hidden = floats(inputs, "actions_hidden_states");
  const wanted = floats(inputs, "ground_truth_actions");
  const [, chunk = 0] = wanted.shape;
  const tolerance = toleranceOf(manifest.tolerance, ["forward", ""], { abs: 2e-6 });
  const gradient = toleranceOf(manifest.tolerance, ["grads"], { abs: 1e-6, rel: 1e-4 });
  const losses = (x: tf.Tensor) => l1Losses(applyL1Head(params, x, chunk), wanted);

  const compare = comparer(sheet, params);

  compare("predicted_actions", () => applyL1Head(params, hidden, chunk), { tolerance });
  const small = hidden.mul(smallFactor(found, 0.01));
  compare("small.predicted_actions", () => applyL1Head(params, small, chunk), { tolerance });
  compare("curr_action_l1_loss", () => losses(hidden).current, { tolerance });
  compare("next_actions_l1_loss", () => losses(hidden).next, { tolerance });
  const own = { params, loss: () => losses(hidden).loss };
  const value = { output: "loss", tolerance };
  checkGradients(sheet, own, { outputs, prefix: "grad.", tolerance: gradient, value });
  const slope = () => tf.grad((x) => losses(x).loss)(hidden);
  compare("grad_input.actions_hidden_states", slope, { tolerance: gradient });
}

import { tf } from "#trainer/engine/tf.ts";
import { applyProjector, type ProjectorParams } from "#trainer/models/projector.ts";
import { applyProprioProjector, type ProprioProjectorParams } from "#trainer/models/proprio-projector.ts";
import { checkGradients } from "./check-gradients.ts";
import { comparer } from "./comparer.ts";
import type { GoldenCase } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { floats, paramsOf, under } from "./tensors.ts";
import { toleranceOf } from "./tolerance.ts";

export function checkProprioProjector(found: GoldenCase, sheet: Sheet): void {
  const params = paramsOf<ProprioProjectorParams>(under(found.weights, ""));
  checkModule(found, sheet, { input: "proprio", params, run: (x) => applyProprioProjector(params, x) });
}

export function checkProjector(found: GoldenCase, sheet: Sheet): void {
  const params = paramsOf<ProjectorParams>(under(found.weights, ""));
  checkModule(found, sheet, { input: "patches", params, run: (x) => applyProjector(params, x) });
}

/** A module of one input, whose loss is the mean square of its distance from a target. */
function checkModule(
  { inputs, outputs, manifest: { tolerance: said } }: GoldenCase,
  sheet: Sheet,
  { input, params, run }: { input: string; params: object; run: (x: tf.Tensor) => tf.Tensor },
): void {
  const [x, target] = [floats(inputs, input), floats(inputs, "target")];
  const forward = toleranceOf(said, ["forward", ""], { abs: 2e-6 });
  const backward = toleranceOf(said, ["grads", ""], { abs: 1e-6, rel: 1e-4 });
  const loss = (x: tf.Tensor) => run(x).sub(target).square().mean();
  const compare = comparer(sheet, params);
  compare("output", () => run(x), { tolerance: forward });
  const own = { params, loss: () => loss(x) };
  const value = { output: "loss", tolerance: forward };
  checkGradients(sheet, own, { outputs, prefix: "grad.", tolerance: backward, value });
  compare(`grad_input.${input}`, () => tf.grad(loss)(x), { tolerance: backward });
}

import { tf } from "#trainer/engine/tf.ts";
import { l1Losses } from "#trainer/losses/l1.ts";
import { applyL1Head } from "#trainer/models/l1-head.ts";
import { statesBefore } from "#trainer/models/slot-states.ts";
import { applyVla, type VlaParams } from "#trainer/models/vla.ts";
import { checkGradients } from "../check-gradients.ts";
import { comparer } from "../comparer.ts";
import type { OpenVla } from "./open-policy.ts";
import { goldenName, type Variant } from "./variant.ts";

type Checked = {
  params: VlaParams;
  /** What the names of the outputs begin with: "img1_noproprio.base". */
  at: string;
  /** Parameters, under golden names, that the original gave no gradient. */
  without: readonly string[];
};

/** The policy with its L1 head on one batch: states, actions, losses and the gradients that were recorded. */
export function checkL1(
  { found, sheet, tolerances }: OpenVla,
  variant: Variant,
  { params, at, without }: Checked,
): void {
  const { outputs } = found;
  const { batch, dims, wanted, name } = variant;
  const { hidden: tolerance, loss: ofLoss, gradient } = tolerances;
  const compare = comparer(sheet, params);
  const run = () => applyVla(params, batch, dims);
  const head = (states: tf.Tensor) => applyL1Head(params.action_head, states, dims.chunk);
  const losses = () => l1Losses(head(run().actionsHidden), wanted);

  const { hiddenStates, numPatches } = run();
  for (const i of hiddenStates.keys()) compare(`${at}.hidden_${i}`, () => run().hiddenStates[i]!, { tolerance });
  compare(`${at}.hidden_last`, () => run().hidden, { tolerance });
  // The inserted tokens stand after BOS in the first hidden state.
  const inserted = () => run().hiddenStates[0]!.slice([0, 1, 0], [-1, numPatches, -1]);
  compare(`${at}.projector_features`, inserted, { tolerance });
  compare(`${at}.actions_hidden_states`, () => run().actionsHidden, { tolerance });
  compare(`${at}.predicted_actions`, () => head(run().actionsHidden), { tolerance });
  compare(`${at}.curr_action_l1_loss`, () => losses().current, { tolerance: ofLoss });
  compare(`${at}.next_actions_l1_loss`, () => losses().next, { tolerance: ofLoss });
  const own = { params, loss: () => losses().loss };
  const value = { output: `${at}.loss`, tolerance: ofLoss };
  const expected = { outputs, prefix: `${at}.grad.`, tolerance: gradient, value, rename: goldenName, without };
  checkGradients(sheet, own, expected);
  if (!at.endsWith(".base") || !outputs.has(`${name}.layer_actions`)) return;
  const layers = () =>
    run().hiddenStates.map((hidden) => head(statesBefore(hidden as tf.Tensor3D, batch.actionSlots, numPatches)));
  compare(`${name}.layer_actions`, () => tf.stack(layers()), { tolerance });
}

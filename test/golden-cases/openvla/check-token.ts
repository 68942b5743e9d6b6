import { tf } from "#trainer/engine/tf.ts";
import { measure, predict } from "#trainer/forward.ts";
import { decodeActionTokens, idsAt } from "#trainer/models/action-tokens.ts";
import { llamaLogits } from "#trainer/models/llama.ts";
import { applyVla } from "#trainer/models/vla.ts";
import { checkGradients } from "../check-gradients.ts";
import { comparer } from "../comparer.ts";
import { ints } from "../tensors.ts";
import { atLeast } from "../tolerance.ts";
import { inputsOf, modelOf } from "./model.ts";
import type { OpenVla } from "./open-policy.ts";
import { goldenName, type Variant } from "./variant.ts";

/** The policy that speaks its actions as tokens: scores, the loss over actions and stop token, tokens, accuracy and L1. */
export function checkTokens(policy: OpenVla, { name, dims, batch }: Variant): void {
  const { found, sheet, tolerances } = policy;
  const { outputs } = found;
  const at = `${name}.base`;
  const model = modelOf(policy, { kind: "token" }, dims, {});
  const { vocabBase } = model;
  // The original measures from bin to bin.
  const spoken = decodeActionTokens(idsAt(batch.inputIds, batch.actionSlots), vocabBase);
  const actions = spoken.reshape([-1, dims.chunk, dims.actionDim]);
  const inputs = inputsOf(batch, { actions });
  const logits = () => llamaLogits(model.policy.language_model, applyVla(model.policy, batch, dims).hidden);
  comparer(sheet, model.policy)(`${at}.logits`, logits, { tolerance: tolerances.hidden });
  const own = { params: model.policy, loss: () => measure(model, inputs).loss };
  // A mean of hundreds of logarithms: float32 adds up the roundings of their sum.
  const value = { output: `${at}.ce_loss`, tolerance: atLeast(tolerances.loss, { rel: 1e-6 }) };
  const expected = { outputs, prefix: `${at}.ce_grad.`, tolerance: tolerances.gradient, value, rename: goldenName };
  checkGradients(sheet, own, expected);

  const { metrics } = measure(model, inputs);
  for (const part of ["current", "next"]) {
    const [accuracy, l1] = [metrics[`${part}_action_accuracy`]!, metrics[`${part}_l1_loss`]!];
    sheet.compare(`${at}.discrete.${part}.accuracy`, accuracy, { tolerance: tolerances.loss });
    sheet.compare(`${at}.discrete.${part}.l1`, l1, { tolerance: tolerances.loss });
  }
  const numPatches = logits().shape[1] - batch.inputIds.shape[1];
  const next = logits().slice([0, numPatches, 0], [-1, batch.inputIds.shape[1] - 1, -1]);
  sheet.compare(`${at}.predicted_token_ids`, next.argMax(2), { tolerance: tolerances.exact });
  const { actions: said } = predict(model, inputs);
  const shifted = ints<tf.Rank.R2>(outputs, `${at}.predicted_token_ids`);
  const before = batch.actionSlots.sub<tf.Tensor2D>(tf.scalar(1, "int32"));
  const wanted = decodeActionTokens(idsAt(shifted, before), vocabBase).flatten().dataSync();
  const same = said.dataSync().every((value, i) => value === wanted[i]);
  sheet.check(`${at}: actions of the likeliest tokens`, same, "expected the bins of the original's tokens");
}

import { actionValue } from "#trainer/data/action-tokenizer.ts";
import { applyL1Head } from "#trainer/models/l1-head.ts";
import { llamaLogits } from "#trainer/models/llama.ts";
import { applyVla } from "#trainer/models/vla.ts";
import { comparer } from "../comparer.ts";
import { matching } from "../tensors.ts";
import { checkSampling } from "./check-diffusion.ts";
import type { OpenVla } from "./open-policy.ts";
import { promptBatch } from "./prompt-batch.ts";
import { withHeads } from "./variant.ts";

/** One prompt without actions, as in use: the chunk that each head reads, and its actions on the robot's own scale. */
export async function checkPredictions(policy: OpenVla): Promise<void> {
  for (const [, at = ""] of matching(policy.found.inputs, /^(predict\.[^.]+)\.input_ids$/))
    await policy.sheet.part(at, async () => {
      checkPrediction(policy, at);
      if (policy.found.inputs.has(`${at}.diffusion.init_noise`)) await checkSampling(policy, at);
    });
}

function checkPrediction(policy: OpenVla, at: string): void {
  const { sheet, manifest, base, toRaw } = policy;
  const { batch, dims } = promptBatch(policy, at);
  const params = withHeads(policy, base, dims);
  const { hidden: tolerance } = policy.tolerances;
  const states = () => applyVla(params, batch, dims).actionsHidden;
  const chunk = () => applyL1Head(params.action_head, states(), dims.chunk).squeeze([0]);
  const compare = comparer(sheet, params);
  compare(`${at}.l1.actions_hidden_states`, states, { tolerance });
  compare(`${at}.l1.actions_normalized`, chunk, { tolerance });
  sheet.compare(`${at}.l1.actions_unnormalized`, toRaw(chunk().dataSync()), { tolerance });

  const ids = llamaLogits(params.language_model, states()).argMax(2).dataSync();
  const values = Array.from(ids, (id) => actionValue(id, manifest.config.vocab_size_tokenizer));
  sheet.compare(`${at}.discrete.actions_unnormalized`, toRaw(values), { tolerance });
}

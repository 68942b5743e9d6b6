import { beforeAll, describe, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { withDropout } from "#trainer/lora/dropout.ts";
import { defaultAlpha, freeze } from "#trainer/lora/inject.ts";
import { isAdapterName } from "#trainer/lora/peft.ts";
import { l1Losses } from "#trainer/losses/l1.ts";
import { applyL1Head } from "#trainer/models/l1-head.ts";
import { isReachable } from "#trainer/models/reachable.ts";
import { applyVla } from "#trainer/models/vla.ts";
import { valueAndGrads } from "#trainer/optim/value-and-grads.ts";
import { flatten } from "#trainer/tree.ts";
import { expectNumbersClose } from "../golden.ts";
import { TINY_DIMS } from "../models/tiny-policy.ts";
import { adaptedPolicy, tinyBatch } from "./tiny-policy.ts";

beforeAll(startWasm);

const variants = [
  { name: "img1_noproprio", rank: 4, numImages: 1, proprioDim: null },
  { name: "img2_proprio", rank: 4, numImages: 2, proprioDim: 8 },
  { name: "img1_noproprio", rank: 20, numImages: 1, proprioDim: null },
  { name: "img2_proprio", rank: 20, numImages: 2, proprioDim: 8 },
] as const;

describe.each(variants)("$name, rank $rank", ({ name, rank, ...change }) => {
  const dims = { ...TINY_DIMS, ...change };
  test("exactly the trained parameters that are reached have a gradient", async () => {
    const { adapted } = await adaptedPolicy(dims, rank, defaultAlpha(rank));
    const { batch, wanted } = await tinyBatch(name, dims);
    const isTrained = (leaf: string) => isAdapterName(leaf) || /^(action_head|proprio_projector)\./.test(leaf);
    freeze(adapted, isTrained);
    const { grads } = valueAndGrads(flatten(adapted), () => {
      const { actionsHidden } = applyVla(adapted, batch, dims);
      return l1Losses(applyL1Head(adapted.action_head, actionsHidden, dims.chunk), wanted).loss as tf.Scalar;
    });
    const reached = [...flatten(adapted).keys()].filter((leaf) => isTrained(leaf) && isReachable(leaf, dims));
    expect([...grads.keys()].toSorted()).toEqual(reached.toSorted());
  });
});

test("gradient checkpointing gives the same gradients, dropout included", async () => {
  const { adapted } = await adaptedPolicy(TINY_DIMS, 4, 4);
  const { batch, wanted } = await tinyBatch("img1_noproprio", TINY_DIMS);
  freeze(adapted, isAdapterName);
  const seed = tf.tensor1d([11, 12, 13, 14]);
  const gradients = (gradientCheckpointing: boolean) =>
    valueAndGrads(flatten(adapted), () => {
      const { actionsHidden } = applyVla(withDropout(adapted, 0.2, seed), batch, TINY_DIMS, { gradientCheckpointing });
      return l1Losses(applyL1Head(adapted.action_head, actionsHidden, TINY_DIMS.chunk), wanted).loss as tf.Scalar;
    }).grads;
  const [kept, recomputed] = [gradients(false), gradients(true)];
  expect([...recomputed.keys()]).toEqual([...kept.keys()]);
  for (const [name, gradient] of kept)
    expectNumbersClose(recomputed.get(name)!.dataSync(), gradient.dataSync(), name, { abs: 1e-7, rel: 1e-5 });
});

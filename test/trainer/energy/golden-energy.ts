import { initEnergy } from "#trainer/energy/energy-model.ts";
import type { tf } from "#trainer/engine/tf.ts";
import { createRng } from "#trainer/rng.ts";
import { floatTensor, loadGolden, readGolden } from "../golden.ts";

/** The golden energy model, width 32 and 4 heads, with its batch of 4; `mask` hides some context tokens. */
export async function goldenEnergy(mask: string) {
  const params = loadGolden(
    initEnergy(createRng(0), { stateDim: 24, actionDim: 7, hidden: 32 }),
    await readGolden("energy_model", "weights"),
  );
  const tensors = await readGolden("energy_model", "inputs");
  const inputs = {
    context: floatTensor(tensors, "hidden") as tf.Tensor3D,
    actions: floatTensor(tensors, "actions") as tf.Tensor3D,
    contextMask: mask === "mask" ? (floatTensor(tensors, "pad_mask") as tf.Tensor2D) : undefined,
  };
  return { params, inputs };
}

import { beforeAll, expect, test } from "vitest";
import { correctActions } from "#trainer/energy/correct-actions.ts";
import { applyEnergy, initEnergy } from "#trainer/energy/energy-model.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { createRng } from "#trainer/rng.ts";
import { expectNumbersClose } from "../golden.ts";
import { goldenEnergy } from "./golden-energy.ts";

beforeAll(startWasm);

const ENERGY = { heads: 4, output: "scaledSigmoid" } as const;
const TOLERANCE = { abs: 1e-5 };

test("a correction lowers the energy of every row", async () => {
  const { params, inputs } = await goldenEnergy("mask");
  const corrected = correctActions(params, inputs, { ...ENERGY, k: 4, alpha: 0.1, clipFrac: 0.2 });
  const energy = (actions: tf.Tensor3D) => applyEnergy(params, { ...inputs, actions }, ENERGY).dataSync();
  const [before, after] = [energy(inputs.actions), energy(corrected)];
  for (let row = 0; row < 4; row++) expect(after[row]).toBeLessThan(before[row]!);
});

test("rows are corrected as they would be alone", async () => {
  const { params, inputs } = await goldenEnergy("mask");
  const options = { ...ENERGY, k: 3, alpha: 20, clipFrac: 0.05 };
  const together = correctActions(params, inputs, options);
  const alone = correctActions(
    params,
    {
      context: inputs.context.slice([2, 0, 0], [1, -1, -1]),
      contextMask: inputs.contextMask!.slice([2, 0], [1, -1]),
      actions: inputs.actions.slice([2, 0, 0], [1, -1, -1]),
    },
    options,
  );
  expectNumbersClose(together.slice([2, 0, 0], [1, -1, -1]).dataSync(), alone.dataSync(), "row 2", TOLERANCE);
});

test("no step is longer than its share of the chunk's norm", async () => {
  const { params, inputs } = await goldenEnergy("nomask");
  const corrected = correctActions(params, inputs, { ...ENERGY, k: 1, alpha: 1e4, clipFrac: 0.05 });
  const norm = (x: tf.Tensor) => x.square().sum([1, 2]).sqrt().dataSync();
  const [moved, whole] = [norm(corrected.sub(inputs.actions)), norm(inputs.actions)];
  for (let row = 0; row < 4; row++) expect(moved[row]! / whole[row]!).toBeCloseTo(0.05, 4);
});

test("two arms and 25 steps are corrected as well, and nothing is left behind in memory", () => {
  const params = initEnergy(createRng(3), { stateDim: 16, actionDim: 14, hidden: 32 });
  const inputs = {
    context: tf.randomNormal<tf.Rank.R3>([2, 9, 16]),
    actions: tf.randomNormal<tf.Rank.R3>([2, 25, 14]),
  };
  const before = tf.memory().numTensors;
  const corrected = correctActions(params, inputs, { ...ENERGY, k: 2, alpha: 0.5, clipFrac: 0.2 });
  expect(corrected.shape).toEqual([2, 25, 14]);
  expect(tf.memory().numTensors - before).toBe(1);
});

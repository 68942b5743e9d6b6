import { beforeAll, describe, expect, test } from "vitest";
import { type CorrectionOptions, correctActions } from "#trainer/energy/correct-actions.ts";
import { applyEnergy, initEnergy } from "#trainer/energy/energy-model.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { createRng } from "#trainer/rng.ts";
import { toFloat32 } from "#trainer/safetensors-dtype.ts";
import { expectClose, expectNumbersClose, floatTensor, golden } from "../golden.ts";
import { goldenEnergy } from "./golden-energy.ts";

beforeAll(startWasm);

const ENERGY = { heads: 4, output: "scaledSigmoid" } as const;
const TOLERANCE = { abs: 1e-5 };

describe("the original's corrections, gripper rounded first", () => {
  test.each([
    ["kstep.fp32.k1_a0.1_c0.2", { k: 1, alpha: 0.1, clipFrac: 0.2 }],
    ["kstep.fp32.k1_a0.5_c0.2", { k: 1, alpha: 0.5, clipFrac: 0.2 }],
    ["kstep.fp32.k5_a0.5_c0.2", { k: 5, alpha: 0.5, clipFrac: 0.2 }],
    ["kstep.fp32.k2_a0.5_c0.2_first", { k: 2, alpha: 0.5, clipFrac: 0.2, firstOnly: true }],
    ["kstep.fp32.k3_a20.0_c0.05", { k: 3, alpha: 20, clipFrac: 0.05 }],
    ["kstep.fp32.k3_a20.0_c0.05_range", { k: 3, alpha: 20, clipFrac: 0.05, byRange: true }],
    ["onestep.fp32.a0.1_c0.2", { k: 1, alpha: 0.1, clipFrac: 0.2 }],
    ["onestep.fp32.a0.5_c0.2_first", { k: 1, alpha: 0.5, clipFrac: 0.2, firstOnly: true }],
    ["onestep.fp32.a20.0_c0.05", { k: 1, alpha: 20, clipFrac: 0.05 }],
    ["onestep.fp32.a20.0_c0.05_range", { k: 1, alpha: 20, clipFrac: 0.05, byRange: true }],
  ])(
    "%s",
    async (name, { byRange, ...options }: Omit<CorrectionOptions, "heads" | "output"> & { byRange?: boolean }) => {
      const { params, inputs, tensors, outputs } = await goldenEnergy("mask");
      const first = {
        context: inputs.context.slice([0, 0, 0], [1, -1, -1]),
        contextMask: inputs.contextMask!.slice([0, 0], [1, -1]),
        actions: floatTensor(tensors, "correction.actions").expandDims<tf.Tensor3D>(0),
      };
      const range = byRange ? [...toFloat32(golden(tensors, "correction.act_range").data)] : undefined;
      const corrected = correctActions(params, first, { ...ENERGY, ...options, range, binaryDims: [6] });
      expectClose(corrected.squeeze([0]), outputs, name, TOLERANCE);
    },
  );
});

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

import { beforeAll, expect, test } from "vitest";
import { applyEnergy, pairEnergies } from "#trainer/energy/energy-model.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { expectNumbersClose } from "../golden.ts";
import { goldenEnergy } from "./golden-energy.ts";

beforeAll(startWasm);

const VALUE = { abs: 2e-6 };

test("a context cut after its last visible token gives the same energies", async () => {
  const { params, inputs } = await goldenEnergy("mask");
  const options = { heads: 4, output: "scaledSigmoid" } as const;
  const hidden = tf.tensor2d(Array.from({ length: 4 }, () => [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]));
  const whole = pairEnergies(params, { ...inputs, contextMask: hidden }, options);
  const cut = pairEnergies(
    params,
    { ...inputs, contextMask: undefined, context: inputs.context.slice([0, 0, 0], [-1, 5, -1]) },
    options,
  );
  expectNumbersClose(cut.dataSync(), whole.dataSync(), "energies", VALUE);
});

test("a chunk keeps its dropout mask in every pair", async () => {
  const { params, inputs } = await goldenEnergy("nomask");
  const keep = tf.tensor3d(
    Float32Array.from({ length: 4 * 8 * 32 }, (_, i) => (i % 3 === 0 ? 0 : 1.25)),
    [4, 8, 32],
  );
  const options = { heads: 4, output: "scaledSigmoid" } as const;
  const pairs = pairEnergies(params, { ...inputs, keep }, options);
  const matching = applyEnergy(params, { ...inputs, keep }, options);
  expectNumbersClose(pairs.mul(tf.eye(4)).sum(1).dataSync(), matching.dataSync(), "matching energies", VALUE);
  const without = applyEnergy(params, inputs, options);
  expect(matching.sub(without).abs().max().dataSync()[0]).toBeGreaterThan(1e-5);
});

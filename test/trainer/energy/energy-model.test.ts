import { beforeAll, describe, expect, test } from "vitest";
import type { EnergyOutput } from "#trainer/contract/info-nce-bounds.ts";
import { applyEnergy, pairEnergies } from "#trainer/energy/energy-model.ts";
import { positionTable } from "#trainer/energy/position-table.ts";
import { swapInfoNce } from "#trainer/energy/swap-infonce.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { expectClose, expectGradients, expectNumbersClose, gradientsOf, readGolden } from "../golden.ts";
import { goldenEnergy } from "./golden-energy.ts";

beforeAll(startWasm);

// The relative part is for unbounded energies, which reach 1.7 with the same rounding.
const VALUE = { abs: 2e-6, rel: 1e-6 };
const GRADIENT = { abs: 1e-6, rel: 1e-4 };
// Its gradients reach 1.2; a float64 recomputation puts the original's own float32 1.3e-6 from the truth.
const UNBOUNDED_GRADIENT = { abs: 3e-6, rel: 1e-4 };

const variants: { golden: string; output: EnergyOutput; masks: string[] }[] = [
  { golden: "scaled_sigmoid", output: "scaledSigmoid", masks: ["mask", "nomask"] },
  { golden: "scaled_sigmoid_pooled", output: "scaledSigmoidPooled", masks: ["mask", "nomask"] },
  { golden: "sigmoid_step", output: "sigmoid", masks: ["mask", "nomask"] },
  { golden: "sigmoid_pooled", output: "sigmoidPooled", masks: ["mask", "nomask"] },
  { golden: "softplus_tanh", output: "softplusTanh", masks: ["mask", "nomask"] },
  // The original did not hand its mask to the attention in these two.
  { golden: "softplus", output: "softplus", masks: ["nomask"] },
  { golden: "unbounded", output: "unbounded", masks: ["nomask"] },
];

const cases = variants.flatMap(({ masks, ...variant }) => masks.map((mask) => ({ ...variant, mask })));
const gradients = variants.map(({ masks, ...variant }) => ({ ...variant, mask: masks[0]! }));

describe.each(cases)("$output, $mask", ({ golden, output, mask }) => {
  const prefix = `${golden}.${mask}`;

  test("energies of matching and of all pairs are the original's", async () => {
    const { params, inputs, outputs } = await goldenEnergy(mask);
    const energy = applyEnergy(params, inputs, { heads: 4, output });
    expectClose(energy.expandDims(1), outputs, `${prefix}.energy`, VALUE);
    expectClose(pairEnergies(params, inputs, { heads: 4, output }), outputs, `${prefix}.E_matrix`, VALUE);
  });

  test("the gradient with respect to the actions is the original's", async () => {
    const { params, inputs, outputs } = await goldenEnergy(mask);
    const total = (actions: tf.Tensor) =>
      applyEnergy(params, { ...inputs, actions: actions as tf.Tensor3D }, { heads: 4, output }).sum();
    expectClose(tf.grad(total)(inputs.actions), outputs, `${prefix}.dE_dactions`, GRADIENT);
  });

  test.each([0.5, 1])("swap InfoNCE at tau %d", async (tau) => {
    const { params, inputs, outputs } = await goldenEnergy(mask);
    const at = `${prefix}.tau${tau.toFixed(1)}`;
    const { loss, positive, negative } = swapInfoNce(params, inputs, { heads: 4, output, tau });
    expectClose(loss, outputs, `${at}.loss`, VALUE);
    expectClose(positive, outputs, `${at}.E_pos_mean`, VALUE);
    expectClose(negative, outputs, `${at}.E_neg_mean`, VALUE);
  });
});

test.each(gradients)("$output: the gradient of swap InfoNCE is the original's", async ({ golden, output, mask }) => {
  const { params, inputs, outputs } = await goldenEnergy(mask);
  const { grads } = gradientsOf(params, () => swapInfoNce(params, inputs, { heads: 4, output, tau: 0.5 }).loss);
  const tolerance = output === "unbounded" ? UNBOUNDED_GRADIENT : GRADIENT;
  expectGradients(grads, outputs, `${golden}.mask.tau0.5.grad.`, tolerance);
});

test.each(gradients)("$output: the gradient with respect to the context is the original's", async (variant) => {
  const { golden, output, mask } = variant;
  const { params, inputs, outputs } = await goldenEnergy(mask);
  const total = (context: tf.Tensor) =>
    applyEnergy(params, { ...inputs, context: context as tf.Tensor3D }, { heads: 4, output }).sum();
  expectClose(tf.grad(total)(inputs.context), outputs, `${golden}.mask.dE_dhidden`, GRADIENT);
});

test.each(gradients)("$output: the norms keep their epsilon on tiny inputs", async ({ golden, output, mask }) => {
  const { params, inputs, outputs } = await goldenEnergy(mask);
  const small = {
    ...inputs,
    context: inputs.context.mul<tf.Tensor3D>(0.01),
    actions: inputs.actions.mul<tf.Tensor3D>(0.01),
  };
  const energy = applyEnergy(params, small, { heads: 4, output });
  expectClose(energy.expandDims(1), outputs, `${golden}.small.energy`, VALUE);
});

test("positions are the original's table", async () => {
  expectClose(positionTable(32, 32), await readGolden("energy_model", "outputs"), "pe_table", VALUE);
});

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

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { unfold } from "#trainer/models/patches.ts";
import { attention, HIDDEN_KEY, selfAttention } from "#trainer/nn/attention.ts";
import { columnSums } from "#trainer/nn/column-sums.ts";
import { crossEntropy } from "#trainer/nn/cross-entropy.ts";
import { dropout } from "#trainer/nn/dropout.ts";
import { embedding } from "#trainer/nn/embedding.ts";
import { gelu } from "#trainer/nn/gelu.ts";
import { layerNorm } from "#trainer/nn/layer-norm.ts";
import { linear } from "#trainer/nn/linear.ts";
import { modulate } from "#trainer/nn/modulate.ts";
import { scaledResidual } from "#trainer/nn/residual.ts";
import { rmsNorm } from "#trainer/nn/rms-norm.ts";
import { ropeQueriesKeys, ropeTables } from "#trainer/nn/rope.ts";
import { silu, siluGate } from "#trainer/nn/silu.ts";
import { createRng } from "#trainer/rng.ts";
import { expectNumbersClose } from "../golden.ts";

type Op = { name: string; shapes: number[][]; run: (...inputs: tf.Tensor[]) => tf.Tensor };

const variable = (x: tf.Tensor) => x as tf.Variable;
const hidden = () =>
  tf.tensor2d([
    [0, 0, 0, 0, HIDDEN_KEY, HIDDEN_KEY, HIDDEN_KEY],
    [0, 0, 0, 0, 0, 0, HIDDEN_KEY],
  ]);
const ids = () =>
  tf.tensor2d(
    [
      [4, 0, 4],
      [1, 1, 2],
    ],
    [2, 3],
    "int32",
  );
const labels = () => tf.tensor1d([2, 0, 0, 4], "int32");
const counted = () => tf.tensor1d([1, 1, 0, 1]);

/** Checked with the optimizer: they have no gradient. */
const OF_THE_OPTIMIZER = ["VelaAdamW", "VelaSumOfSquares"];

/** Odd widths on purpose: SIMD kernels have tails. */
const OPS: Op[] = [
  { name: "linear", shapes: [[2, 3, 7], [5, 7], [5]], run: (x, weight, bias) => linear({ weight: weight!, bias }, x!) },
  {
    name: "linear without bias",
    shapes: [
      [6, 8],
      [16, 8],
    ],
    run: (x, weight) => linear({ weight: weight! }, x!),
  },
  {
    name: "layer norm",
    shapes: [[2, 3, 11], [11], [11]],
    run: (x, weight, bias) => layerNorm({ weight: variable(weight!), bias: variable(bias!) }, x!, 1e-5),
  },
  {
    name: "RMS norm",
    shapes: [[2, 3, 11], [11]],
    run: (x, weight) => rmsNorm({ weight: variable(weight!) }, x!, 1e-6),
  },
  { name: "GELU", shapes: [[3, 7]], run: (x) => gelu(x!.mul(3)) },
  { name: "SiLU", shapes: [[3, 7]], run: (x) => silu(x!.mul(3)) },
  { name: "SiLU gate", shapes: [[2, 3, 16]], run: (x) => siluGate(x!) },
  { name: "SiLU gate of odd width", shapes: [[2, 3, 10]], run: (x) => siluGate(x!) },
  {
    name: "scaled residual",
    shapes: [[2, 3, 5], [2, 3, 5], [5]],
    run: (x, y, scale) => scaledResidual(x!, y!, scale!),
  },
  {
    name: "FiLM modulation",
    shapes: [
      [2, 3, 5],
      [2, 5],
      [2, 5],
    ],
    run: (x, scale, shift) => modulate(x!, scale!, shift!),
  },
  { name: "dropout", shapes: [[2, 3, 4]], run: (x) => dropout(x!, tf.tensor1d([0, 1.25, 1.25, 0])) },
  {
    name: "attention",
    shapes: [
      [2, 5, 12],
      [2, 7, 12],
      [2, 7, 12],
    ],
    run: (q, k, v) => attention(q!, k!, v!, { heads: 3, keyBias: hidden() }),
  },
  {
    name: "shared queries",
    shapes: [
      [1, 5, 12],
      [2, 7, 12],
      [2, 7, 12],
    ],
    run: (q, k, v) => attention(q!, k!, v!, { heads: 3, keyBias: hidden() }),
  },
  { name: "self-attention", shapes: [[2, 7, 36]], run: (x) => selfAttention(x!, { heads: 3, keyBias: hidden() }) },
  { name: "causal self-attention", shapes: [[2, 7, 36]], run: (x) => selfAttention(x!, { heads: 3, causal: true }) },
  { name: "rotary embedding", shapes: [[2, 3, 36]], run: (x) => ropeQueriesKeys(x!, ropeTables(3, 4, 100), 3) },
  { name: "embedding", shapes: [[5, 6]], run: (table) => embedding(table!, ids()) },
  { name: "cross-entropy", shapes: [[4, 5]], run: (x) => crossEntropy(x as tf.Tensor2D, labels(), counted()) },
  { name: "unfold", shapes: [[2, 3, 6, 6]], run: (x) => unfold(x as tf.Tensor4D, 3) },
];

beforeAll(startWasm);
afterAll(async () => {
  await tf.setBackend("wasm");
});

describe.each(OPS)("$name", ({ shapes, run }) => {
  const rng = createRng("inputs");
  const inputs = shapes.map((shape) => Array.from({ length: tf.util.sizeFromShape(shape) }, () => rng.normal()));
  const at = (values: number[][]) => values.map((data, i) => tf.tensor(data, shapes[i]));

  /** A scalar that gives every output its own weight, its value and its gradients. */
  const measure = () => {
    const weigh = (y: tf.Tensor) => y.mul(tf.cos(tf.range(1, y.size + 1)).reshape(y.shape)).sum() as tf.Scalar;
    const scalar = (...x: tf.Tensor[]) => weigh(run(...x));
    const grads = tf.grads(scalar)(at(inputs));
    return { value: scalar(...at(inputs)).dataSync()[0]!, grads: grads.map((gradient) => gradient.dataSync()), scalar };
  };

  test("the gradients are the slopes of the value, on the plain ops", async () => {
    await tf.setBackend("cpu");
    const { grads, scalar } = measure();
    const h = 1e-2;
    for (const [i, data] of inputs.entries()) {
      for (let j = 0; j < data.length; j += Math.ceil(data.length / 9)) {
        const shifted = (by: number) => inputs.map((x, n) => (n === i ? x.map((v, m) => (m === j ? v + by : v)) : x));
        const value = (by: number) => scalar(...at(shifted(by))).dataSync()[0]!;
        // Five points: the error of the slope falls with h⁴.
        const slope = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h);
        expect(Math.abs(grads[i]![j]! - slope), `input ${i}[${j}]: ${grads[i]![j]} for ${slope}`).toBeLessThan(2e-3);
      }
    }
  });

  test("value and gradients are the same with the kernels of the wasm backend", async () => {
    await tf.setBackend("cpu");
    const plain = measure();
    await tf.setBackend("wasm");
    const fused = measure();
    expectNumbersClose([fused.value], [plain.value], "value", { abs: 1e-5, rel: 1e-5 });
    for (const [i, gradient] of plain.grads.entries()) {
      expectNumbersClose(fused.grads[i]!, gradient, `gradient ${i}`, { abs: 1e-5, rel: 1e-4 });
    }
  });

  test("nothing is left behind", async () => {
    await tf.setBackend("wasm");
    const before = tf.memory();
    tf.tidy(() => {
      measure();
    });
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

test("no kernel with a gradient goes unchecked: the ops above run every one that the wasm backend has", async () => {
  await tf.setBackend("wasm");
  const { kernelNames } = await tf.profile(() => {
    for (const { shapes, run } of OPS) {
      const inputs = shapes.map((shape) => tf.ones(shape));
      tf.tidy(() => void tf.grads((...x: tf.Tensor[]) => run(...x).sum())(inputs));
      tf.dispose(inputs);
    }
    return [];
  });
  const ours = tf
    .getKernelsForBackend("wasm")
    .map(({ kernelName }) => kernelName)
    .filter((name) => name.startsWith("Vela") && !OF_THE_OPTIMIZER.includes(name));
  expect(ours.length).toBeGreaterThan(0);
  expect(ours.filter((name) => !kernelNames.includes(name))).toEqual([]);
});

test.each(["cpu", "wasm"])("columns are summed on %s", async (backend) => {
  await tf.setBackend(backend);
  expect([
    ...columnSums(
      tf.tensor2d([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).dataSync(),
  ]).toEqual([5, 7, 9]);
});

test("a frozen weight costs no gradient", () => {
  const [x, frozen] = [tf.variable(tf.ones([2, 3])), tf.ones([4, 3])];
  const sizes: number[] = [];
  tf.tidy(() => {
    const before = tf.memory().numTensors;
    tf.variableGrads(() => linear({ weight: frozen }, x).sum(), [x]);
    sizes.push(tf.memory().numTensors - before);
  });
  const weight = tf.variable(tf.ones([4, 3]));
  tf.tidy(() => {
    const before = tf.memory().numTensors;
    tf.variableGrads(() => linear({ weight }, x).sum(), [x, weight]);
    sizes.push(tf.memory().numTensors - before);
  });
  expect(sizes).toEqual([2, 3]);
});

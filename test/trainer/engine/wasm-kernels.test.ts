import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { hasMadd } from "#trainer/engine/wasm/load.ts";
import { registerWasmKernels } from "#trainer/engine/wasm/register.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { unfold } from "#trainer/models/patches.ts";
import { attention, HIDDEN_KEY, selfAttention } from "#trainer/nn/attention.ts";
import { gatherRows } from "#trainer/nn/embedding.ts";
import { gelu } from "#trainer/nn/gelu.ts";
import { layerNorm } from "#trainer/nn/layer-norm.ts";
import { linear } from "#trainer/nn/linear.ts";
import { scaledResidual } from "#trainer/nn/residual.ts";
import { rmsNorm } from "#trainer/nn/rms-norm.ts";
import { ropeQueriesKeys, ropeTables } from "#trainer/nn/rope.ts";
import { silu, siluGate } from "#trainer/nn/silu.ts";
import { adamW, adamWScalars, initAdamW } from "#trainer/optim/adamw.ts";
import { globalNorm } from "#trainer/optim/clip.ts";

type Case = { name: string; shapes: number[][]; noGradient?: boolean; run: (...inputs: tf.Tensor[]) => tf.Tensor };

const bias = (rows: number, keys: number) =>
  tf.tensor2d(
    Array.from({ length: rows * keys }, (_, i) => (i % keys > keys - 3 && i >= keys ? HIDDEN_KEY : 0)),
    [rows, keys],
  );
const norm = (weight: tf.Tensor, b?: tf.Tensor) => ({ weight, bias: b }) as never;

const CASES: Case[] = [
  {
    name: "linear, odd widths",
    shapes: [[2, 5, 13], [11, 13], [11]],
    run: (x, weight, b) => linear({ weight: weight!, bias: b! }, x!),
  },
  {
    name: "linear, blocks",
    shapes: [
      [37, 64],
      [24, 64],
    ],
    run: (x, weight) => linear({ weight: weight! }, x!),
  },
  {
    name: "attention, heads of 16",
    shapes: [
      [3, 7, 64],
      [3, 26, 64],
      [3, 26, 64],
    ],
    run: (q, k, v) => attention(q!, k!, v!, { heads: 4, keyBias: bias(3, 26) }),
  },
  {
    name: "attention, shared queries",
    shapes: [
      [1, 9, 32],
      [3, 5, 32],
      [3, 5, 32],
    ],
    run: (q, k, v) => attention(q!, k!, v!, { heads: 4 }),
  },
  { name: "self-attention, heads of 5", shapes: [[2, 16, 60]], run: (qkv) => selfAttention(qkv!, { heads: 4 }) },
  {
    name: "self-attention, causal with padding",
    shapes: [[2, 13, 96]],
    run: (qkv) => selfAttention(qkv!, { heads: 4, causal: true, keyBias: bias(2, 13) }),
  },
  { name: "rotary embedding", shapes: [[2, 5, 96]], run: (qkv) => ropeQueriesKeys(qkv!, ropeTables(5, 8, 10_000), 4) },
  { name: "layer norm, width 7", shapes: [[5, 7], [7], [7]], run: (x, w, b) => layerNorm(norm(w!, b!), x!, 1e-5) },
  {
    name: "layer norm, width 64",
    shapes: [[2, 9, 64], [64], [64]],
    run: (x, w, b) => layerNorm(norm(w!, b!), x!, 1e-6),
  },
  { name: "rms norm", shapes: [[3, 30], [30]], run: (x, w) => rmsNorm(norm(w!), x!, 1e-6) },
  { name: "gelu", shapes: [[7, 11]], run: (x) => gelu(x!.mul(3)) },
  { name: "silu", shapes: [[7, 11]], run: (x) => silu(x!.mul(3)) },
  {
    name: "rows by index",
    shapes: [[9, 5]],
    run: (x) =>
      gatherRows(
        x!,
        tf.tensor2d(
          [
            [3, 8, 3],
            [0, 1, 3],
          ],
          [2, 3],
          "int32",
        ),
      ),
  },
  { name: "patches", shapes: [[2, 3, 12, 12]], run: (x) => unfold(x as tf.Tensor4D, 4) },
  {
    name: "AdamW",
    noGradient: true,
    shapes: [
      [5, 7],
      [5, 7],
    ],
    run: (x, g) => adamWUpdate(x!, g!),
  },
  {
    name: "sum of squares",
    noGradient: true,
    shapes: [[5, 7], [3]],
    run: (x, y) =>
      globalNorm(
        new Map([
          ["x", x!],
          ["y", y!],
        ]),
      ),
  },
  { name: "silu gate", shapes: [[5, 32]], run: (x) => siluGate(x!) },
  { name: "silu gate, narrow", shapes: [[5, 24]], run: (x) => siluGate(x!) },
  {
    name: "scaled residual",
    shapes: [[2, 5, 19], [2, 5, 19], [19]],
    run: (x, y, scale) => scaledResidual(x!, y!, scale!),
  },
];

test("the heap does not grow, however often the kernels run", async () => {
  const heapBytes = () => (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  const x = tf.randomNormal([8, 83, 192]);
  const use = (times: number) => {
    for (let i = 0; i < times; i++) tf.dispose(tf.grad((qkv: tf.Tensor) => selfAttention(qkv, { heads: 4 }))(x));
  };
  use(20);
  const before = heapBytes();
  use(200);
  x.dispose();
  expect(heapBytes()).toBe(before);
});

test("AdamW leaves alone what others hold of a Variable", () => {
  const x = tf.variable(tf.ones([7]));
  const state = initAdamW(new Map([["x", x]]));
  const [clone, reshaped] = [x.clone(), x.reshape([7, 1])];
  const scalars = tf.tensor1d(adamWScalars({ learningRate: 0.1, weightDecay: 0, update: 1 }));
  adamW(new Map([["x", x]]), new Map([["x", tf.ones([7])]]), state, { scalars });
  expect([...clone.dataSync(), ...reshaped.dataSync()]).toEqual(new Array(14).fill(1));
  expect(x.dataSync()[0]).toBeCloseTo(0.9, 5);
  tf.dispose([x, clone, reshaped, scalars, ...state.m.values(), ...state.v.values()]);
});

/** One update of a variable that starts at x, with its own gradient g; nothing is differentiated through it. */
function adamWUpdate(x: tf.Tensor, g: tf.Tensor): tf.Tensor {
  const params = new Map([["x", tf.variable(x)]]);
  const state = initAdamW(params);
  const scalars = tf.tensor1d(adamWScalars({ learningRate: 0.1, weightDecay: 0.01, update: 3 }));
  adamW(params, new Map([["x", g]]), state, { scalars, gradientScale: tf.scalar(0.5) });
  const result = tf.stack([params.get("x")!, state.m.get("x")!, state.v.get("x")!]);
  tf.dispose([...params.values(), ...state.m.values(), ...state.v.values()]);
  return result;
}

let plain: Map<string, Float32Array[]>;

beforeAll(async () => {
  await tf.setBackend("cpu");
  plain = new Map(await Promise.all(CASES.map(async (c) => [c.name, await outputAndGradients(c)] as const)));
  await startWasm();
});
afterAll(() => tf.removeBackend("wasm"));

describe.each([
  ["mul and add", false],
  ["fused multiply-add", true],
] as const)("the SIMD kernels give what plain ops give, built with %s", (_, madd) => {
  beforeAll(() => registerWasmKernels(madd && hasMadd()));

  test.each(CASES)("$name", async (c) => {
    const before = tf.memory().numTensors;
    const fused = await outputAndGradients(c);
    const expected = plain.get(c.name)!;
    for (const [i, want] of expected.entries()) {
      const worst = Math.max(...want.map((value, at) => Math.abs(value - fused[i]![at]!)));
      const scale = Math.max(1, ...want.map(Math.abs));
      expect(worst / scale, i === 0 ? "output" : `gradient ${i - 1}`).toBeLessThan(2e-6);
    }
    expect(tf.memory().numTensors, "tensors left behind").toBe(before);
  });
});

/** The output, and the gradients of Σ output·weights by every input. */
async function outputAndGradients({ shapes, run, noGradient }: Case): Promise<Float32Array[]> {
  const results = tf.tidy(() => {
    const inputs = shapes.map((shape, i) => tf.randomNormal(shape, 0, 1, "float32", 7 + i));
    const output = run(...inputs);
    if (noGradient) return [output];
    const weights = tf.randomNormal(output.shape, 0, 1, "float32", 99);
    return [
      output,
      ...tf.grads((...xs: tf.Tensor[]) =>
        run(...xs)
          .mul(weights)
          .sum(),
      )(inputs),
    ];
  });
  const data = await Promise.all(results.map(async (result) => Float32Array.from(await result.data())));
  tf.dispose(results);
  return data;
}

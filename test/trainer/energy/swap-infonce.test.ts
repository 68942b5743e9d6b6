import { beforeAll, describe, expect, test } from "vitest";
import { initEnergy } from "#trainer/energy/energy-model.ts";
import { type ContrastInputs, swapInfoNce } from "#trainer/energy/swap-infonce.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { createRng } from "#trainer/rng.ts";
import { flatten } from "#trainer/tree.ts";
import { expectNumbersClose, gradientsOf } from "../golden.ts";
import { goldenEnergy } from "./golden-energy.ts";

beforeAll(startWasm);

const OPTIONS = { heads: 4, output: "scaledSigmoid", tau: 0.5 } as const;

describe("explicit negatives", () => {
  test("stand beside the swapped chunks in each row's cross-entropy", async () => {
    const { params, inputs } = await goldenEnergy("mask");
    const { loss, energies, explicit } = swapInfoNce(
      params,
      { ...inputs, negatives: shiftedBy(inputs, [1, -1]) },
      OPTIONS,
    );
    const [pairs, own] = [energies.arraySync(), explicit!.energies.arraySync()];
    const expected = pairs.map((row, i) => {
      const logits = [...row, ...own[i]!].map((energy) => -energy / 0.5);
      return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - logits[i]!;
    });
    expect(loss.dataSync()[0]).toBeCloseTo(expected.reduce((a, b) => a + b) / 4, 5);
  });

  test("do not change what the swapped pairs' energies are", async () => {
    const { params, inputs } = await goldenEnergy("mask");
    const plain = swapInfoNce(params, inputs, OPTIONS);
    const more = swapInfoNce(params, { ...inputs, negatives: shiftedBy(inputs, [1]) }, OPTIONS);
    expect(more.energies.arraySync()).toEqual(plain.energies.arraySync());
    expect(more.negative.dataSync()[0]).toBe(plain.negative.dataSync()[0]);
    expect(plain.explicit).toBeNull();
  });

  test("that equal the row's own chunk are left out", async () => {
    const { params, inputs } = await goldenEnergy("mask");
    const plain = swapInfoNce(params, inputs, OPTIONS);
    const same = swapInfoNce(params, { ...inputs, negatives: shiftedBy(inputs, [0]) }, OPTIONS);
    expect(same.explicit!.counts.arraySync()).toEqual([[0], [0], [0], [0]]);
    expect(same.loss.dataSync()[0]).toBeCloseTo(plain.loss.dataSync()[0]!, 6);
  });

  test("are the only contrast in a batch of one", async () => {
    const { params, inputs } = await goldenEnergy("nomask");
    const one = {
      context: inputs.context.slice([0, 0, 0], [1, -1, -1]),
      actions: inputs.actions.slice([0, 0, 0], [1, -1, -1]),
    };
    expect(swapInfoNce(params, one, OPTIONS).loss.dataSync()[0]).toBeCloseTo(0, 6);
    expect(swapInfoNce(params, { ...one, negatives: shiftedBy(one, [1]) }, OPTIONS).loss.dataSync()[0]).toBeGreaterThan(
      0.1,
    );
  });
});

test("contexts are mapped once: the rows that meet state_linear grow with B, not with B²", () => {
  const rows = (batch: number) => {
    const params = initEnergy(createRng(1), { stateDim: 40, actionDim: 7, hidden: 16 });
    const inputs = {
      context: tf.randomNormal<tf.Rank.R3>([batch, 5, 40]),
      actions: tf.randomNormal<tf.Rank.R3>([batch, 3, 7]),
      negatives: tf.randomNormal<tf.Rank.R4>([batch, 2, 3, 7]),
    };
    return rowsOfWidth(40, () => swapInfoNce(params, inputs, OPTIONS));
  };
  expect(rows(4)).toBe(4 * 5);
  expect(rows(8)).toBe(8 * 5);
});

// Width 4 in each of 2 heads; dropout, explicit negatives, ALOHA's action size and a mask at once.
test("gradients are those of finite differences", () => {
  const params = initEnergy(createRng(5), { stateDim: 6, actionDim: 14, hidden: 8 });
  const rng = createRng(6);
  const normal = (...shape: number[]) =>
    tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b) }, rng.normal), shape);
  const inputs: ContrastInputs = {
    context: normal(3, 4, 6) as tf.Tensor3D,
    contextMask: tf.tensor2d([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0], [3, 4]),
    actions: normal(3, 5, 14) as tf.Tensor3D,
    negatives: normal(3, 2, 5, 14) as tf.Tensor4D,
    keep: normal(3, 5, 8).greater(-0.8).cast("float32").mul<tf.Tensor3D>(1.25),
  };
  const loss = () => swapInfoNce(params, inputs, { ...OPTIONS, heads: 2 }).loss;
  const { grads } = gradientsOf(params, loss);
  for (const [name, leaf] of flatten(params)) {
    const direction = normal(...leaf.shape);
    const step = 0.01 / Math.sqrt(leaf.size);
    const value = leaf.clone();
    const at = (distance: number) => {
      leaf.assign(value.add(direction.mul(distance)));
      return loss().dataSync()[0]!;
    };
    const numeric = (at(step) - at(-step)) / (2 * step);
    leaf.assign(value);
    const exact = grads.get(name)!.mul(direction).sum().dataSync()[0]!;
    expectNumbersClose([exact], [numeric], name, { abs: 2e-3, rel: 0.02 });
  }
});

/** Each chunk's steps moved round by so many, one negative for each number. */
function shiftedBy({ actions }: Pick<ContrastInputs, "actions">, shifts: number[]): tf.Tensor4D {
  const steps = actions.shape[1];
  const moved = shifts.map((shift) =>
    actions.gather(
      Array.from({ length: steps }, (_, i) => (i + shift + steps) % steps),
      1,
    ),
  );
  return tf.stack(moved, 1) as tf.Tensor4D;
}

/** Rows of this width that the kernels of a function take in and turn into rows of another width. */
function rowsOfWidth(width: number, run: () => unknown): number {
  const engine = tf.engine();
  const original = engine.runKernel;
  let rows = 0;
  engine.runKernel = function (this: typeof engine, name, inputs, attrs) {
    const out = original.call(this, name, inputs, attrs);
    const [first] = [out].flat();
    const wide = Object.values(inputs as Record<string, tf.Tensor>).find(
      (x) => x?.rank >= 2 && x.shape.at(-1) === width,
    );
    const isProduct = /MatMul|Linear/.test(name) && wide;
    if (isProduct) rows += (first as tf.Tensor).size / (first as tf.Tensor).shape.at(-1)!;
    return out as never;
  } as typeof engine.runKernel;
  try {
    tf.tidy(() => void run());
  } finally {
    engine.runKernel = original;
  }
  return rows;
}

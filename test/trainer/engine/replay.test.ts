import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { eagerEngine } from "#trainer/engine/eager.ts";
import type { CompiledStep, Feeds, Step } from "#trainer/engine/engine.ts";
import { replayEngine } from "#trainer/engine/replay-engine.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { selfAttention } from "#trainer/nn/attention.ts";
import { gatherRows } from "#trainer/nn/embedding.ts";
import { gelu } from "#trainer/nn/gelu.ts";
import { linear } from "#trainer/nn/linear.ts";
import { adamW, adamWScalars, initAdamW } from "#trainer/optim/adamw.ts";
import { clipScale, globalNorm } from "#trainer/optim/clip.ts";
import { valueAndGrads } from "#trainer/optim/value-and-grads.ts";
import { createRng } from "#trainer/rng.ts";

const engine = replayEngine("replay", "under test");

beforeAll(startWasm);
afterAll(() => tf.removeBackend("wasm"));

let held = 0;
beforeEach(() => {
  held = tf.backend().numDataIds();
});

/** A small network with a training step: Variables in, Variables out, as the trainer's own. */
function network() {
  const rng = createRng("network");
  const drawn = (shape: number[]) =>
    tf.tidy(() =>
      tf.variable(tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, rng.normal), shape)),
    );
  const params = new Map([
    ["table", drawn([7, 12])],
    ["qkv", drawn([36, 12])],
    ["out", drawn([3, 12])],
    ["bias", drawn([3])],
  ]);
  const state = initAdamW(params);
  const step: Step = ({ ids, wanted, scalars }) => {
    const { value, grads } = valueAndGrads(params, () => {
      const x = gatherRows(params.get("table")!, ids!);
      const attended = selfAttention(linear({ weight: params.get("qkv")! }, x), { heads: 3, causal: true });
      const y = linear({ weight: params.get("out")!, bias: params.get("bias")! }, gelu(attended.add(x)));
      return y.sub(wanted!).abs().mean() as tf.Scalar;
    });
    const norm = globalNorm(grads);
    adamW(params, grads, state, { scalars: scalars as tf.Tensor1D, gradientScale: clipScale(norm, 1) });
    return { loss: value, again: value, norm, seen: wanted!, one: tf.scalar(1) };
  };
  const variables = [...params.values(), ...state.m.values(), ...state.v.values()];
  return { step, variables, dispose: () => tf.dispose(variables) };
}

function batch(update: number, length = 5): Feeds {
  const rng = createRng(`batch ${update}`);
  const numbers = (count: number) => Float32Array.from({ length: count }, () => rng.normal());
  return {
    ids: { shape: [2, length], dtype: "int32", data: Int32Array.from({ length: 2 * length }, () => rng.int(7)) },
    wanted: { shape: [2, length, 3], dtype: "float32", data: numbers(6 * length) },
    scalars: { shape: [3], dtype: "float32", data: adamWScalars({ learningRate: 0.01, weightDecay: 0.01, update }) },
  };
}

async function runAll(compiled: CompiledStep, feeds: Feeds[]) {
  const outputs = [];
  for (const feed of feeds) outputs.push(await (await compiled.run(feed)).read());
  return outputs;
}

test("steps that are replayed give what the eager engine gives, to the last bit, whatever the order of shapes", async () => {
  const lengths = [5, 5, 8, 5, 5, 8, 8, 5, 8, 8, 5, 5];
  const feeds = lengths.map((length, i) => batch(i + 1, length));
  const results = [];
  for (const { compile } of [eagerEngine("eager", ""), engine]) {
    const net = network();
    const compiled = compile(net.step);
    const outputs = await runAll(compiled, feeds);
    results.push({ outputs, numbers: net.variables.map((variable) => [...variable.dataSync()]) });
    compiled.release();
    net.dispose();
  }
  expect(results[1]).toEqual(results[0]);
  expect(tf.backend().numDataIds()).toBe(held);
});

test("from the third run on the step itself does not run, but for a check now and then", async () => {
  const ran: number[] = [];
  let run = 0;
  const compiled = engine.compile(({ x }) => {
    ran.push(run);
    return { y: x!.square() };
  });
  for (run = 1; run <= 20; run++) {
    const { y } = await (
      await compiled.run({ x: { shape: [1], dtype: "float32", data: Float32Array.of(run) } })
    ).read();
    expect([...y!]).toEqual([run * run]);
  }
  expect(ran).toEqual([1, 2, 4, 8, 16]);
  compiled.release();
});

test("a step that brings something new to each run is never replayed", async () => {
  let run = 0;
  const compiled = engine.compile(({ x }) => ({ y: x!.mul(tf.scalar(run)) }));
  for (run = 1; run <= 9; run++) {
    const { y } = await (await compiled.run({ x: { shape: [], dtype: "float32", data: Float32Array.of(2) } })).read();
    expect([...y!]).toEqual([2 * run]);
  }
  compiled.release();
  expect(tf.backend().numDataIds()).toBe(held);
});

test("a step that changes later ends in an error, not in wrong numbers for ever", async () => {
  let rate = 1;
  const compiled = engine.compile(({ x }) => ({ y: x!.mul(rate) }));
  const feeds: Feeds = { x: { shape: [], dtype: "float32", data: Float32Array.of(2) } };
  await runAll(compiled, [feeds, feeds, feeds]);
  rate = 0.5;
  await expect(runAll(compiled, [feeds, feeds, feeds, feeds, feeds])).rejects.toThrow("what changes must be an input");
  compiled.release();
});

test("a clone of a Variable keeps its numbers, and a Variable that is written between runs is read anew", async () => {
  const net = network();
  const compiled = engine.compile(net.step);
  await runAll(
    compiled,
    [1, 2, 3].map((update) => batch(update)),
  );
  const [weights] = net.variables as [tf.Variable];
  const clone = weights.clone();
  const before = [...clone.dataSync()];
  await runAll(compiled, [batch(4)]);
  expect([...clone.dataSync()]).toEqual(before);
  expect([...weights.dataSync()]).not.toEqual(before);
  clone.dispose();

  const [first] = await runAll(compiled, [batch(5)]);
  for (const variable of net.variables) engine.write(variable, new Float32Array(variable.size));
  const [second] = await runAll(compiled, [batch(5)]);
  const wanted = Array.from(batch(5).wanted!.data, Math.abs);
  const mean = wanted.reduce((sum, value) => sum + value, 0) / wanted.length;
  expect(second!.loss![0]).toBeCloseTo(mean, 5);
  expect(first!.loss![0]).not.toBeCloseTo(mean, 5);
  compiled.release();
  net.dispose();
  expect(tf.backend().numDataIds()).toBe(held);
});

test("a kernel that throws in a replay leaves nothing behind, and the next run works", async () => {
  const net = network();
  const compiled = engine.compile(net.step);
  await runAll(
    compiled,
    [1, 2, 3, 4].map((update) => batch(update)),
  );
  const count = tf.backend().numDataIds();
  const bad = batch(5);
  bad.ids!.data[3] = 9;
  await expect(compiled.run(bad)).rejects.toThrow("row 9 was asked for, the table has 7");
  expect(tf.backend().numDataIds()).toBe(count);
  await runAll(compiled, [batch(5)]);
  (await compiled.run(batch(6))).dispose();
  expect(tf.backend().numDataIds()).toBe(count);
  compiled.release();
  net.dispose();
});

test("a Variable that is given an input's numbers has them for itself", async () => {
  const last = tf.variable(tf.zeros([2]));
  const compiled = engine.compile(({ x }) => {
    const sum = last.add(x!);
    last.assign(x!);
    return { sum };
  });
  for (let run = 1; run <= 6; run++) {
    const feeds: Feeds = { x: { shape: [2], dtype: "float32", data: Float32Array.of(run, -run) } };
    const { sum } = await (await compiled.run(feeds)).read();
    expect([...sum!]).toEqual([2 * run - 1, 1 - 2 * run]);
    expect([...last.dataSync()]).toEqual([run, -run]);
  }
  compiled.release();
  last.dispose();
});

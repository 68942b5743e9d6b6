import { expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { countParameters, dispose, flatten, mapTree, unflatten } from "#trainer/tree.ts";
import { assignTree } from "#trainer/tree-assign.ts";

const leaf = (...values: number[]) => tf.variable(tf.tensor1d(values));

test("names are the dotted paths, and survive the way there and back", () => {
  const tree = { model: { layers: { 0: { weight: leaf(1) }, 1: { weight: leaf(2, 3) } } }, bias: leaf(4) };
  const leaves = flatten(tree);
  expect([...leaves.keys()]).toEqual(["model.layers.0.weight", "model.layers.1.weight", "bias"]);
  expect(unflatten(leaves)).toEqual(tree);
  expect(countParameters(tree)).toBe(4);
  expect(countParameters(tree, (name) => name.startsWith("model."))).toBe(3);
});

test("ten and more layers keep their order", () => {
  const names = Array.from({ length: 12 }, (_, i) => `layers.${11 - i}.weight`);
  const tree = unflatten(names.map((name) => [name, leaf(0)] as const));
  expect([...flatten(tree).keys()]).toEqual(names.toReversed());
});

test("a name that is a tensor and a folder at once is refused", () => {
  const pairs = [["a", leaf(1)] as const, ["a.b", leaf(2)] as const];
  expect(() => unflatten(pairs)).toThrow("expected a.b to be inside a folder, but a is a tensor");
});

test("mapTree keeps the names", () => {
  const doubled = mapTree({ a: { b: leaf(1, 2) } }, (x) => tf.variable(x.mul(2)));
  expect([...flatten(doubled)].map(([name, x]) => [name, ...x.dataSync()])).toEqual([["a.b", 2, 4]]);
});

test("dispose frees every leaf", () => {
  const leaf = (value: number) => tf.tidy(() => tf.variable(tf.tensor1d([value])));
  const before = tf.memory().numTensors;
  dispose({ a: leaf(1), b: { c: leaf(2) } });
  expect(tf.memory().numTensors).toBe(before);
});

test("assigning says what is missing, extra and of another shape, and then writes nothing", () => {
  const tree = { a: leaf(1, 2), b: leaf(3), c: leaf(4) };
  const host = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });
  const wrong = new Map([
    ["a", host(7, 8)],
    ["b", host(5, 6)],
    ["d", host(9)],
  ]);
  expect(() => assignTree(tree, wrong)).toThrow(
    "what was given does not hold the tensors of its model: 1 missing: c; 1 extra: d; 1 of another shape: b (expected [1], found [2])",
  );
  expect([...tree.a.dataSync()]).toEqual([1, 2]);
  const right = new Map([
    ["a", host(7, 8)],
    ["b", host(5)],
    ["c", host(6)],
    ["d", host(9)],
  ]);
  assignTree(tree, right, { extra: "ignore" });
  expect([...tree.a.dataSync(), ...tree.b.dataSync(), ...tree.c.dataSync()]).toEqual([7, 8, 5, 6]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";

beforeAll(startWasm);
afterAll(() => tf.removeBackend("wasm"));

const counted = (shape: number[], dtype: "float32" | "int32" | "bool" = "float32") =>
  tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => (dtype === "bool" ? i % 3 === 1 : i)) as number[],
    shape,
    dtype,
  );

const CASES: { name: string; run: () => tf.Tensor[] }[] = [
  { name: "split of the first axis", run: () => tf.split(counted([6, 5]), [1, 2, 3], 0) },
  { name: "split of a middle axis", run: () => tf.split(counted([2, 6, 5]), 3, 1) },
  { name: "split of the last axis, named from the end", run: () => tf.split(counted([2, 3, 7]), [3, 4], -1) },
  { name: "split of whole numbers", run: () => tf.split(counted([4, 6], "int32"), 2, 1) },
  { name: "split of booleans", run: () => tf.split(counted([4, 6], "bool"), 2, 1) },
  { name: "split with an empty part", run: () => tf.split(counted([2, 4]), [0, 4], 1) },
  { name: "concat on the first axis", run: () => [tf.concat([counted([1, 5]), counted([3, 5])], 0)] },
  { name: "concat on a middle axis", run: () => [tf.concat([counted([2, 3, 4]), counted([2, 1, 4])], 1)] },
  {
    name: "concat on the last axis, named from the end",
    run: () => [tf.concat([counted([2, 3]), counted([2, 1]), counted([2, 6])], -1)],
  },
  { name: "concat of whole numbers", run: () => [tf.concat([counted([3], "int32"), counted([4], "int32")])] },
  { name: "concat of booleans", run: () => [tf.concat([counted([3], "bool"), counted([4], "bool")])] },
  { name: "concat with an empty part", run: () => [tf.concat([counted([2, 0]), counted([2, 3])], 1)] },
  { name: "slice of the first axis", run: () => [counted([6, 5]).slice([2, 0], [3, 5])] },
  { name: "slice of a middle axis to its end", run: () => [counted([2, 6, 5]).slice([0, 4, 0], [-1, -1, -1])] },
  { name: "slice of two axes", run: () => [counted([4, 6]).slice([1, 2], [2, 3])] },
  { name: "slice of everything", run: () => [counted([4, 6]).slice([0, 0], [4, 6])] },
  { name: "slice of nothing", run: () => [counted([4, 6]).slice([0, 3], [4, 0])] },
  { name: "slice of whole numbers", run: () => [counted([9], "int32").slice([5], [3])] },
];

test.each(CASES)("$name is as on the cpu backend", async ({ run }) => {
  const [wanted, found] = [await numbers("cpu", run), await numbers("wasm", run)];
  expect(found).toEqual(wanted);
});

async function numbers(backend: string, run: () => tf.Tensor[]) {
  await tf.setBackend(backend);
  const before = tf.memory().numDataBuffers;
  const tensors = tf.tidy(run);
  const result = tensors.map((tensor) => ({ shape: tensor.shape, dtype: tensor.dtype, data: [...tensor.dataSync()] }));
  tf.dispose(tensors);
  expect(tf.memory().numDataBuffers, "left behind").toBe(before);
  return result;
}

import { beforeAll, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { actionAccuracy } from "#trainer/losses/action-accuracy.ts";

beforeAll(startWasm);

test("accuracy counts equal tokens in the chunk, in its first action and in the rest", () => {
  const wanted = tf.tensor3d([
    [
      [0.5, -0.5],
      [0, 1],
      [0.1, 0.1],
    ],
  ]);
  const predicted = tf.tensor3d([
    [
      [0.5001, 0.5],
      [0, 3],
      [0.1, 0.2],
    ],
  ]);
  const { all, current, next } = actionAccuracy(predicted, wanted);
  expect(current.dataSync()[0]).toBeCloseTo(1 / 2);
  expect(next.dataSync()[0]).toBeCloseTo(3 / 4);
  expect(all.dataSync()[0]).toBeCloseTo(4 / 6);
});

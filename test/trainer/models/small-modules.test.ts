import { beforeAll, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { applyProjector, initProjector } from "#trainer/models/projector.ts";
import { createRng } from "#trainer/rng.ts";

beforeAll(startWasm);

test("the modules leave no tensor behind", () => {
  const params = initProjector(createRng(0), 44, 32);
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    tf.variableGrads(() => applyProjector(params, tf.ones([1, 5, 44])).sum());
  });
  expect(tf.memory().numTensors).toBe(before);
});

import { beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "#trainer/contract/overrides.ts";
import { buildContextMask } from "#trainer/energy/context-mask.ts";
import { initEnergy } from "#trainer/energy/energy-model.ts";
import { eagerEngine, toTensors } from "#trainer/engine/eager.ts";
import type { Feeds } from "#trainer/engine/engine.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { measure } from "#trainer/forward.ts";
import { headValFeeds } from "#trainer/heads/head-feeds.ts";
import { createSampler } from "#trainer/heads/sampler.ts";
import type { Model } from "#trainer/model.ts";
import { countPatches, PLAIN_INIT, type VlaDims } from "#trainer/models/dims.ts";
import { isReachable } from "#trainer/models/reachable.ts";
import { initVla } from "#trainer/models/vla.ts";
import { createRng } from "#trainer/rng.ts";
import { createTrainState, stepFeeds, trainStep } from "#trainer/step.ts";
import { flatten } from "#trainer/tree.ts";
import { gradientsOf } from "../golden.ts";
import { TINY_DIMS } from "../models/tiny-policy.ts";

beforeAll(startWasm);

const engine = eagerEngine("test", "test");
const ROWS = 2;
const PROMPT = 5;
const VOCAB_BASE = 320;
const ENERGY = { hidden: 32, heads: 4 };

const sizes = [
  { chunk: 25, actionDim: 14 },
  { chunk: 1, actionDim: 3 },
];
const heads = [
  { kind: "l1" },
  { kind: "diffusion", diffusionTrainSteps: 6, diffusionInferenceSteps: 3 },
  { kind: "token" },
] as const;

describe.each(sizes)("chunks of $chunk actions of $actionDim numbers", (size) => {
  test.each(heads)("are learned with a $kind head and an energy model, and read from it", async (head) => {
    const model = modelOf(head, size);
    const config = parseConfig({
      head,
      energy: ENERGY,
      model: { vlaPath: null },
      lora: { enabled: false },
      training: { batchSize: ROWS },
    });
    const state = createTrainState(model, config);
    const values = { ...feedsOf(model), ...stepFeeds(0, config, model) };
    const before = (await run((inputs) => trainStep(state, config, inputs), values))["energy/loss"]![0]!;
    for (let i = 1; i < 4; i++) await run((inputs) => trainStep(state, config, inputs), values);
    const after = await run((inputs) => trainStep(state, config, inputs), values);
    for (const [name, [value]] of Object.entries(after)) expect(Number.isFinite(value), name).toBe(true);
    expect(after["energy/loss"]![0]).toBeLessThan(before);

    const feeds = { ...feedsOf(model), ...headValFeeds(0, ROWS, config, model) };
    const sampled = await createSampler(engine, model)(feeds);
    const { actions, error } = await run(
      (inputs) => {
        const measured = measure(model, inputs);
        return { actions: measured.actions!, error: measured.metrics.l1_loss! };
      },
      { ...feeds, ...sampled },
    );
    expect(actions).toHaveLength(ROWS * size.chunk * size.actionDim);
    if (head.kind !== "l1") expect(Math.max(...actions!.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(error![0]).toBeGreaterThan(0);
  });
});

test.each(heads)("with a $kind head every reachable parameter learns, and no other", (head) => {
  const model = modelOf(head, { chunk: 3, actionDim: 4 });
  const config = parseConfig({ head, energy: ENERGY, training: { batchSize: ROWS } });
  const inputs = toTensors({ ...feedsOf(model), ...stepFeeds(0, config, model) });
  const { grads } = gradientsOf(model.policy, () => measure(model, inputs).loss);
  const wanted = [...flatten(model.policy).keys()].filter((name) => isReachable(name, model.dims, head.kind));
  expect([...grads.keys()].toSorted()).toEqual(wanted.toSorted());
});

test("what an energy model sees of a denoising policy says nothing of the wanted actions", () => {
  const model = modelOf(heads[1], { chunk: 3, actionDim: 4 });
  const config = parseConfig({ head: heads[1], energy: ENERGY, training: { batchSize: ROWS } });
  const context = (shift: number) =>
    tf.tidy(() => {
      const inputs = toTensors({ ...feedsOf(model), ...stepFeeds(0, config, model) });
      const { context } = measure(model, { ...inputs, actions: inputs.actions!.add(shift) });
      return Float32Array.from(context!.dataSync());
    });
  expect(context(0.5)).toEqual(context(0));
});

async function run(step: (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>, feeds: Feeds) {
  return await (await engine.compile(step).run(feeds)).read();
}

function modelOf(head: Model["head"], size: { chunk: number; actionDim: number }): Model {
  const rng = createRng(`${head.kind}/${size.chunk}`);
  const dims: VlaDims = { ...TINY_DIMS, ...size, proprioDim: 5, hasTimeToken: head.kind === "diffusion" };
  return {
    dims,
    head,
    policy: initVla(rng.fork("policy"), dims, { ...PLAIN_INIT, layerScale: 0.5 }, head.kind),
    lora: null,
    energy: initEnergy(rng.fork("energy"), {
      stateDim: dims.llama.width,
      actionDim: size.actionDim,
      hidden: ENERGY.hidden,
    }),
    contextLength: countPatches(dims) + PROMPT - 1,
    vocabBase: VOCAB_BASE,
    origin: { folder: "" },
  };
}

/** Prompt, actions, stop token and two tokens of padding in each row, all drawn from one seed. */
function feedsOf({ dims }: Model): Feeds {
  const rng = createRng("batch");
  const count = dims.chunk * dims.actionDim;
  const text = PROMPT + count + 3;
  const slots = Array.from({ length: ROWS }, () => Array.from({ length: count }, (_, i) => PROMPT + i)).flat();
  const floats = (shape: number[], draw: (i: number) => number) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => draw(i));
    return { data, shape, dtype: "float32" as const };
  };
  const ids = (i: number) => {
    const at = i % text;
    if (at >= PROMPT + count) return at === PROMPT + count ? 2 : VOCAB_BASE;
    return at < PROMPT ? 3 + rng.int(50) : VOCAB_BASE - 1 - rng.int(256);
  };
  const actionMask = floats([ROWS, text], (i) => Number(i % text >= PROMPT && i % text < PROMPT + count));
  const numPatches = countPatches(dims);
  return {
    pixels: floats([ROWS, 6, dims.imageSize, dims.imageSize], () => rng.normal()),
    inputIds: { data: Int32Array.from({ length: ROWS * text }, (_, i) => ids(i)), shape: [ROWS, text], dtype: "int32" },
    attentionMask: floats([ROWS, text], (i) => Number(i % text <= PROMPT + count)),
    actionMask,
    actionSlots: { data: Int32Array.from(slots), shape: [ROWS, count], dtype: "int32" },
    actions: floats([ROWS, dims.chunk, dims.actionDim], () => 2 * rng.uniform() - 1),
    contextMask: {
      data: buildContextMask(actionMask.data, { rows: ROWS, numPatches }).mask,
      shape: [ROWS, text + numPatches],
      dtype: "float32",
    },
    proprio: floats([ROWS, 5], () => rng.normal()),
  };
}

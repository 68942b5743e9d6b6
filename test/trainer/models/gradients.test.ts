import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EnergyConfig } from "#trainer/contract/config/energy.ts";
import type { EnergyOutput } from "#trainer/contract/info-nce-bounds.ts";
import { initEnergy, pairEnergies } from "#trainer/energy/energy-model.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { injectLora } from "#trainer/lora/inject.ts";
import { l1Losses } from "#trainer/losses/l1.ts";
import { spokenPositions } from "#trainer/models/action-tokens.ts";
import { addNoise } from "#trainer/models/ddim.ts";
import { initDiffusionHead, predictNoise } from "#trainer/models/diffusion-head.ts";
import { PLAIN_INIT, type VlaDims } from "#trainer/models/dims.ts";
import { filmModulation, initFilm } from "#trainer/models/film.ts";
import { initVit } from "#trainer/models/init-vit.ts";
import { applyL1Head, initL1Head } from "#trainer/models/l1-head.ts";
import { languageMean } from "#trainer/models/language-mean.ts";
import { applyLlama, initLlama, llamaLogits, nextTokenLoss } from "#trainer/models/llama.ts";
import { applyMlpResnet, initMlpResnet } from "#trainer/models/mlp-resnet.ts";
import { applyNoisyActionProjector, initNoisyActionProjector } from "#trainer/models/noisy-action-projector.ts";
import { applyProjector, initProjector } from "#trainer/models/projector.ts";
import { applyProprioProjector, initProprioProjector } from "#trainer/models/proprio-projector.ts";
import { atSlots, statesBefore } from "#trainer/models/slot-states.ts";
import { applyVisionBackbone, initVisionBackbone } from "#trainer/models/vision-backbone.ts";
import { applyVit } from "#trainer/models/vit.ts";
import { applyVitBlock, initVitBlock } from "#trainer/models/vit-block.ts";
import { crossEntropy } from "#trainer/nn/cross-entropy.ts";
import { linear } from "#trainer/nn/linear.ts";
import { createRng, type Rng } from "#trainer/rng.ts";
import { flatten, type Params } from "#trainer/tree.ts";

/** A module: its parameters and inputs, and what it computes of them. */
type Module = {
  params: Params;
  inputs: tf.Variable[];
  run: () => tf.Tensor;
  /** Step of the differences; a small one where the function has kinks. */
  step?: number;
};

const INIT = { ...PLAIN_INIT, layerScale: 0.5 };
const TOWER = { patch: 3, width: 12, depth: 3, heads: 3, mlp: 20 };
const LLAMA = { vocab: 11, width: 16, layers: 2, heads: 2, mlp: 24, rmsEps: 1e-6, ropeTheta: 100 };
const DIMS: VlaDims = {
  imageSize: 6,
  numImages: 2,
  towers: "dinosiglip",
  dino: { ...TOWER, registers: 2 },
  siglip: { ...TOWER, width: 8, heads: 2 },
  llama: LLAMA,
  chunk: 2,
  actionDim: 3,
  proprioDim: null,
  headHidden: 10,
  film: "unpadded",
};

const LORA = { rank: 2, alpha: 3 };
const ENERGY_OUTPUTS = EnergyConfig.shape.output.unwrap().options;

const MODULES: Record<string, (rng: Rng) => Module> = {
  "vision block with LayerScale": (rng) => {
    const [params, x] = [initVitBlock(rng, TOWER, INIT, true), drawn(rng, [2, 5, 12])];
    return { params, inputs: [x], run: () => applyVitBlock(params, x, TOWER.heads) };
  },
  "vision block with FiLM": (rng) => {
    const params = initVitBlock(rng, TOWER, INIT, false);
    const [x, scale, shift] = [drawn(rng, [2, 5, 12]), drawn(rng, [2, 12]), drawn(rng, [2, 12])];
    return { params, inputs: [x, scale, shift], run: () => applyVitBlock(params, x, TOWER.heads, { scale, shift }) };
  },
  "vision tower": (rng) => {
    const params = initVit(rng, { imageSize: 6, registers: 2, ...TOWER }, INIT);
    const images = drawn(rng, [2, 3, 6, 6]);
    return { params, inputs: [images], run: () => applyVit(params, images as tf.Tensor4D, TOWER.heads) };
  },
  "both towers with FiLM, two pictures": (rng) => {
    const params = initVisionBackbone(rng, DIMS, INIT);
    const [pixels, language] = [drawn(rng, [2, 12, 6, 6]), drawn(rng, [2, 16])];
    const run = () => applyVisionBackbone(params, pixels as tf.Tensor4D, DIMS, { language });
    return { params, inputs: [pixels, language], run };
  },
  "both towers with FiLM, recomputed": (rng) => {
    const params = initVisionBackbone(rng, DIMS, INIT);
    const [pixels, language] = [drawn(rng, [2, 12, 6, 6]), drawn(rng, [2, 16])];
    const options = { language, gradientCheckpointing: true };
    return {
      params,
      inputs: [pixels, language],
      run: () => applyVisionBackbone(params, pixels as tf.Tensor4D, DIMS, options),
    };
  },
  "FiLM of a block from the instruction": (rng) => {
    const [params, words] = [initFilm(rng, 16, 12), drawn(rng, [2, 4, 16])];
    const masks = { actionMask: rows([0, 0, 1, 0], [0, 1, 0, 0]), attentionMask: rows([1, 1, 1, 0], [1, 1, 1, 1]) };
    const mean = () => languageMean(words, masks, "unpadded");
    return { params: {}, inputs: [words, ...flatten(params).values()], run: () => tf.concat(film(params, mean()), 1) };
  },
  "projector of two towers": (rng) => {
    const [params, x] = [initProjector(rng, 5, 8), drawn(rng, [2, 3, 5])];
    return { params, inputs: [x], run: () => applyProjector(params, x) };
  },
  "projector of one tower": (rng) => {
    const [params, x] = [initProjector(rng, 5, 8, false), drawn(rng, [2, 3, 5])];
    return { params, inputs: [x], run: () => applyProjector(params, x) };
  },
  "proprio projector": (rng) => {
    const [params, x] = [initProprioProjector(rng, 5, 8), drawn(rng, [2, 5])];
    return { params, inputs: [x], run: () => applyProprioProjector(params, x) };
  },
  "language model with padding": (rng) => {
    const [params, x] = [initLlama(rng, LLAMA, INIT), drawn(rng, [2, 4, 16])];
    const attentionMask = rows([1, 1, 1, 1], [1, 1, 1, 0]);
    return { params, inputs: [x], run: () => applyLlama(params, x, LLAMA, { attentionMask }).at(-1)! };
  },
  "language model, causal and recomputed": (rng) => {
    const [params, x] = [initLlama(rng, LLAMA, INIT), drawn(rng, [2, 4, 16])];
    const options = { causal: true, gradientCheckpointing: true };
    return { params, inputs: [x], run: () => applyLlama(params, x, LLAMA, options).at(-1)! };
  },
  "language model with adapters": (rng) => {
    const layers = [
      "model.layers.0.self_attn.q_proj",
      "model.layers.1.self_attn.v_proj",
      "model.layers.1.mlp.down_proj",
    ];
    const [params, x] = [injectLora(initLlama(rng, LLAMA, INIT), layers, { ...LORA, rng }), drawn(rng, [2, 4, 16])];
    return { params, inputs: [x], run: () => applyLlama(params, x, LLAMA).at(-1)! };
  },
  "vision tower with adapters, its patch convolution's included": (rng) => {
    const tower = initVit(rng, { imageSize: 6, registers: 2, ...TOWER }, INIT);
    const params = injectLora(tower, ["patch_embed.proj", "blocks.0.attn.qkv", "blocks.1.mlp.fc2"], { ...LORA, rng });
    const images = drawn(rng, [2, 3, 6, 6]);
    return { params, inputs: [images], run: () => applyVit(params, images as tf.Tensor4D, TOWER.heads) };
  },
  ...Object.fromEntries(
    ENERGY_OUTPUTS.map((output) => [`energy model, ${output}`, (rng: Rng) => energyOf(rng, output)]),
  ),
  "next-token loss": (rng) => {
    const [params, hidden] = [initLlama(rng, LLAMA, INIT), drawn(rng, [2, 4, 16])];
    const labels = tf.tensor2d([3, 1, -100, 2, 5, -100, 0, 10], [2, 4], "int32");
    return {
      params: {},
      inputs: [hidden, params.lm_head.weight],
      run: () => nextTokenLoss(llamaLogits(params, hidden), labels),
    };
  },
  "residual MLP": (rng) => {
    const params = initMlpResnet(rng, { in: 6, hidden: 8, out: 4, blocks: 2 });
    const x = drawn(rng, [2, 3, 6]);
    return { params, inputs: [x], run: () => applyMlpResnet(params, x, (hidden) => hidden.tanh()) };
  },
  "projector of noisy actions, at their slots": (rng) => {
    const [params, noisy] = [initNoisyActionProjector(rng, 8), drawn(rng, [2, 3])];
    const actionMask = rows([0, 1, 1, 1, 0], [0, 0, 1, 1, 1]);
    return { params, inputs: [noisy], run: () => atSlots(applyNoisyActionProjector(params, noisy), actionMask) };
  },
  "denoising head and its loss": (rng) => {
    const [params, hidden, noise] = [initDiffusionHead(rng, DIMS, INIT), drawn(rng, [2, 6, 16]), drawn(rng, [2, 2, 3])];
    const loss = () => predictNoise(params, hidden, 2).sub(noise).square().mean();
    return { params, inputs: [hidden, noise], run: loss, step: 1e-3 };
  },
  "noise laid on a chunk": (rng) => {
    const [chunk, noise] = [drawn(rng, [2, 2, 3]), drawn(rng, [2, 2, 3])];
    const levels = tf.tensor1d([1, 7], "int32");
    return { params: {}, inputs: [chunk, noise], run: () => addNoise(chunk, noise, levels, 10) };
  },
  "tokens read before their positions": (rng) => {
    const [params, hidden] = [initLlama(rng, LLAMA, INIT).lm_head, drawn(rng, [2, 5, 16])];
    const spoken = spokenPositions(
      tf.tensor2d(
        [
          [0, 1],
          [1, 2],
        ],
        [2, 2],
        "int32",
      ),
    );
    const labels = tf.tensor1d([3, 1, 4, 1, 5, 9], "int32");
    const logits = () => linear(params, statesBefore(hidden as tf.Tensor3D, spoken, 2)).reshape<tf.Tensor2D>([6, 11]);
    return { params, inputs: [hidden], run: () => crossEntropy(logits(), labels) };
  },
  "L1 head and its losses": (rng) => {
    const [params, hidden] = [initL1Head(rng, DIMS, INIT), drawn(rng, [2, 6, 16])];
    const wanted = tf.fill<tf.Rank.R3>([2, 2, 3], 4);
    return { params, inputs: [hidden], run: () => l1Losses(applyL1Head(params, hidden, 2), wanted).loss, step: 2e-3 };
  },
};

beforeAll(startWasm);
afterAll(async () => {
  await tf.setBackend("wasm");
});

describe.each(["cpu", "wasm"])("on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  test.each(Object.keys(MODULES))("the gradients of the %s are the slopes of its value", (name) => {
    const { params, inputs, run, step: h = 1e-2 } = MODULES[name]!(createRng(name));
    const leaves = [...[...flatten(params)].map(([path, leaf]) => ({ path, leaf })), ...named(inputs)];
    // Norms start at one and biases at zero, where a wrong gradient can hide.
    for (const { leaf, path } of leaves) nudge(leaf, createRng(`${name}/${path}/start`), 0.3);
    const value = () => tf.tidy(() => weighed(run()).dataSync()[0]!);
    const { grads } = tf.variableGrads(
      () => weighed(run()),
      leaves.map(({ leaf }) => leaf),
    );
    const reached = leaves.filter(({ leaf }) => grads[leaf.name]);
    expect(reached.length).toBeGreaterThan(0);
    for (const { leaf, path } of reached) {
      const start = leaf.dataSync().slice();
      const direction = unit(createRng(`${name}/${path}`), leaf.size);
      const at = (step: number) => {
        write(
          leaf,
          start.map((x, i) => x + step * direction[i]!),
        );
        return value();
      };
      // Five points: the error of the slope falls with h⁴.
      const slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      write(leaf, start);
      const gradient = grads[leaf.name]!.dataSync();
      const along = direction.reduce((sum, d, i) => sum + d * gradient[i]!, 0);
      expect(Math.abs(along - slope), `${path}: ${along} for ${slope}`).toBeLessThan(4e-3 + 4e-3 * Math.abs(slope));
    }
  });
});

/** All pairs, one context token hidden, with dropout. */
function energyOf(rng: Rng, output: EnergyOutput): Module {
  const params = initEnergy(rng, { stateDim: 6, actionDim: 3, hidden: 8 });
  const [context, actions] = [
    drawn(rng, [2, 3, 6]) as tf.Variable<tf.Rank.R3>,
    drawn(rng, [2, 2, 3]) as tf.Variable<tf.Rank.R3>,
  ];
  const keep = tf.tensor3d(
    Array.from({ length: 32 }, () => (rng.uniform() < 0.2 ? 0 : 1.25)),
    [2, 2, 8],
  );
  const inputs = { context, contextMask: rows([0, 0, 0], [0, 0, 1]), actions, keep };
  return { params, inputs: [context, actions], run: () => pairEnergies(params, inputs, { heads: 2, output }) };
}

function film(params: ReturnType<typeof initFilm>, language: tf.Tensor): tf.Tensor[] {
  const { scale, shift } = filmModulation(params, language);
  return [scale, shift];
}

/** A scalar in which every output has a weight of its own. */
function weighed(y: tf.Tensor): tf.Scalar {
  return y.mul(tf.cos(tf.range(1, y.size + 1)).reshape(y.shape)).sum();
}

function drawn(rng: Rng, shape: number[]): tf.Variable {
  const data = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => rng.normal());
  return tf.variable(tf.tensor(data, shape));
}

function named(inputs: tf.Variable[]) {
  return inputs.map((leaf, i) => ({ path: `input ${i}`, leaf }));
}

function nudge(leaf: tf.Variable, rng: Rng, by: number): void {
  write(leaf, leaf.dataSync().map((x) => x + by * rng.normal()) as Float32Array);
}

function write(leaf: tf.Variable, data: Float32Array | Uint8Array | Int32Array): void {
  tf.tidy(() => leaf.assign(tf.tensor(data, leaf.shape, "float32")));
}

function unit(rng: Rng, size: number): number[] {
  const values = Array.from({ length: size }, () => rng.normal());
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

function rows(...values: number[][]): tf.Tensor2D {
  return tf.tensor2d(values);
}

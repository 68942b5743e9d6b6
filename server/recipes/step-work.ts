import { platformConstants } from "#trainer/contract/config/data.ts";
import type { TrainConfig } from "#trainer/contract/config.ts";
import { baseLayers, type Layer } from "./layers.ts";
import type { ModelShapes } from "./model-shapes.ts";

/** BOS, prompt and stop of a usual instruction. */
const TEXT_TOKENS = 32;

type Block = { tokens: number; width: number; heads: number; mlp: number };

/** What one batch keeps for its gradients, and what it computes. Rough bounds from the shapes. */
export type StepWork = { activationFloats: number; operations: number };

export function stepWork(config: TrainConfig, shapes: ModelShapes): StepWork {
  const { training } = config;
  const tokens = tokenCounts(config, shapes);
  return {
    activationFloats: training.batchSize * activationFloats(config, shapes, tokens),
    operations: training.batchSize * training.gradAccumulationSteps * operations(config, shapes, tokens),
  };
}

type Tokens = { patches: number; sequence: number; actions: number };

function tokenCounts({ data, head }: TrainConfig, { imageSize, towers }: ModelShapes): Tokens {
  const { chunk, actionDim } = platformConstants(data.platform);
  const patches = Math.ceil(imageSize / (towers[0]?.patch ?? 1)) ** 2;
  const own = Number(data.useProprio) + Number(head.kind === "diffusion");
  const actions = chunk * actionDim;
  return { patches, actions, sequence: data.numImages * patches + own + TEXT_TOKENS + actions };
}

/** About 10 widths and 3 MLP widths a token and block, and two attention maps a head. */
function activationFloats(config: TrainConfig, shapes: ModelShapes, { patches, sequence, actions }: Tokens): number {
  const { data, head, training, energy } = config;
  const towers = shapes.towers.flatMap(({ depth, ...tower }) => {
    const tokens = patches + (tower.registers === null ? 0 : 1 + tower.registers);
    return Array.from({ length: data.numImages * (depth - 1) }, (): Block => ({ ...tower, tokens }));
  });
  const { layers, ...llama } = shapes.llama;
  const blocks = [...towers, ...Array.from({ length: layers }, (): Block => ({ ...llama, tokens: sequence }))];
  const sizes = blocks.map(
    ({ tokens, width, heads, mlp }) => tokens * (10 * width + 3 * mlp) + 2 * heads * tokens ** 2,
  );
  const logits = head.kind === "token" ? 3 * actions * llama.vocab : 0;
  const largest = Math.max(...sizes);
  if (energy.only) return largest + logits;
  const kept = blocks.reduce((sum, { tokens, width }) => sum + tokens * width, 0);
  if (training.gradientCheckpointing) return kept + largest + logits;
  return sizes.reduce((sum, size) => sum + size, 0) + logits;
}

/** Two a weight and token forwards, as many again for each pass through the inputs and through the weights. */
function operations({ data, lora, training, energy }: TrainConfig, shapes: ModelShapes, tokens: Tokens): number {
  const seen: Record<Layer["part"], number> = {
    tower: data.numImages * tokens.patches,
    projector: data.numImages * tokens.patches,
    llama: tokens.sequence,
    lm_head: 0,
  };
  const forward = baseLayers(shapes)
    .filter(({ isUsed }) => isUsed)
    .reduce((sum, { part, floats }) => sum + 2 * floats * seen[part], 0);
  const passes = energy.only ? 1 : 2 + Number(!lora.enabled) + Number(training.gradientCheckpointing);
  return passes * forward;
}

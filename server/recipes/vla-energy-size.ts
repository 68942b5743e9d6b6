import { platformConstants } from "#trainer/contract/config/data.ts";
import type { TrainConfig } from "#trainer/contract/config.ts";
import type { RunSize } from "./recipe.ts";

const FLOAT_BYTES = 4;
/** A byte tokenizer's vocabulary; its embedding is small beside the rest. */
const VOCABULARY = 320;

/** What a run of our trainer takes. Parameters follow from the shapes; activations are a rough bound. */
export function vlaEnergySize(config: TrainConfig): RunSize {
  const { training } = config;
  const parameters = countParameters(config);
  const checkpoints = Math.ceil(training.maxSteps / training.saveFreq);
  const keep = training.keepCheckpoints;
  const checkpointsKept = keep === "all" ? checkpoints : keep === "latest" ? 1 : Math.min(checkpoints, keep.best + 1);
  // Parameters and the two moments of AdamW are saved; gradients come on top in memory.
  const checkpointBytes = parameters * FLOAT_BYTES * 3;
  const memoryBytes = parameters * FLOAT_BYTES * 4 + activationBytes(config) + 400 * 1024 ** 2;
  return { steps: training.maxSteps, checkpoints, checkpointsKept, checkpointBytes, memoryBytes };
}

/** Number of trained floats: towers, projector, Llama, head and energy model. Biases are left out. */
export function countParameters({ model: { size }, data, energy }: TrainConfig): number {
  const { actionDim, chunk, proprioDim } = platformConstants(data.platform);
  const tower = (t: { patch: number; width: number; depth: number; mlp: number }) =>
    t.patch ** 2 * 3 * t.width + t.depth * (4 * t.width ** 2 + 2 * t.width * t.mlp) + patches(size) * t.width;
  const { llama } = size;
  const fused = size.dino.width + size.siglip.width;
  const projector = fused * 4 * fused + 4 * fused * llama.width + llama.width ** 2;
  const decoder = VOCABULARY * llama.width + llama.layers * (4 * llama.width ** 2 + 3 * llama.width * llama.mlp);
  const head = llama.width * actionDim * size.headHidden + 2 * size.headHidden ** 2 + size.headHidden * actionDim;
  const proprio = data.useProprio ? proprioDim * llama.width + llama.width ** 2 : 0;
  const scorer = energy.enabled ? energy.hidden * (llama.width + actionDim + chunk) + 6 * energy.hidden ** 2 : 0;
  return tower(size.dino) + tower(size.siglip) + projector + decoder + head + proprio + scorer;
}

/** Everything that one step keeps for its gradients: about 16 widths a token and layer, and the attention maps. */
function activationBytes({ model: { size }, data, training }: TrainConfig): number {
  const { chunk, actionDim } = platformConstants(data.platform);
  const tokens = patches(size) + 32 + chunk * actionDim;
  const block = (n: number, width: number, mlp: number, heads: number) =>
    n * (10 * width + 3 * mlp) + heads * n * n * 2;
  const floats =
    size.dino.depth * block(patches(size), size.dino.width, size.dino.mlp, size.dino.heads) +
    size.siglip.depth * block(patches(size), size.siglip.width, size.siglip.mlp, size.siglip.heads) +
    size.llama.layers * block(tokens, size.llama.width, size.llama.mlp, size.llama.heads);
  return floats * training.batchSize * FLOAT_BYTES;
}

function patches(size: TrainConfig["model"]["size"]): number {
  return Math.ceil(size.imageSize / size.dino.patch) ** 2;
}

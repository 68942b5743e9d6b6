import { chunkStarts, writeChunk } from "./chunking.ts";
import type { Dataset } from "./dataset.ts";

/** The best answer that looks at nothing: the training split's mean chunk, and its L1 on other chunks. */
export function meanChunk({ episodes, options }: Dataset): { chunk: Float32Array; l1(actions: Float32Array): number } {
  const { chunk, actionDim } = options.platform;
  const sums = new Float64Array(chunk * actionDim);
  const one = new Float32Array(sums.length);
  let count = 0;
  for (const episode of episodes.train) {
    for (let frame = 0; frame < chunkStarts(episode.frames, chunk, options.chunkEnd); frame++) {
      writeChunk(episode.actions, { frame, chunk, actionDim }, one);
      for (let i = 0; i < one.length; i++) sums[i]! += one[i]!;
      count++;
    }
  }
  const mean = Float32Array.from(sums, (sum) => sum / count);
  return {
    chunk: mean,
    l1: (actions) =>
      actions.reduce((sum, value, i) => sum + Math.abs(value - mean[i % mean.length]!), 0) / actions.length,
  };
}

import { createRng } from "../rng.ts";
import { chunkStarts } from "./chunking.ts";
import { type Batch, collate } from "./collate.ts";
import { DataError } from "./data-error.ts";
import type { Dataset } from "./dataset.ts";
import type { Episode } from "./episode.ts";
import { permutation } from "./permutation.ts";
import { createSampler, type FrameRef } from "./sampler.ts";
import { makeSamples } from "./samples.ts";
import type { Tokenizer } from "./tokenizer.ts";

export type TrainBatchOptions = {
  tokenizer: Tokenizer;
  batchSize: number;
  seed: number;
  shuffleBufferSize: number;
  imageAug: boolean;
  /** Batches that were drawn before: the stream goes on after them. */
  startBatch?: number;
  /** Batches that are decoded ahead. */
  prefetch?: number;
};

/**
 * Endless training batches, a pure function of (data set, seed, batchSize, shuffleBufferSize) whatever `prefetch` is:
 * augmentation is seeded by the draw's number. Every batch has the same shapes. End it with `return()`.
 */
export async function* trainBatches(dataset: Dataset, options: TrainBatchOptions): AsyncGenerator<Batch, void> {
  const { tokenizer, batchSize, seed, imageAug, startBatch = 0, prefetch = 4 } = options;
  const episodes = dataset.episodes.train;
  const sampler = createSampler({
    seed,
    starts: startsOf(dataset, episodes),
    bufferSize: options.shuffleBufferSize,
    startAt: startBatch * batchSize,
  });
  const padTo = dataset.maxTextLength(tokenizer);

  async function makeBatch(): Promise<Batch> {
    const draws = Array.from({ length: batchSize }, () => {
      const augmentKey = imageAug ? `${seed}/augment/${sampler.drawn}` : null;
      return { ref: sampler.next(), augmentKey };
    });
    return collate(await makeSamples(dataset, episodes, draws), tokenizer, padTo);
  }

  const ahead: Promise<Batch>[] = [];
  for (;;) {
    while (ahead.length <= prefetch) {
      const batch = makeBatch();
      // A batch ahead may fail before anybody awaits it; the error is thrown when its turn comes.
      batch.catch(() => {});
      ahead.push(batch);
    }
    yield await ahead.shift()!;
  }
}

export type EvalBatchOptions = {
  tokenizer: Tokenizer;
  split: "train" | "val";
  batchSize: number;
  maxFrames: number;
  seed: number;
};

/**
 * A fixed random subset of a split's frames without augmentation: the same frames in the same order every time.
 * The number of frames is rounded down to whole batches; a split smaller than one batch gives one small batch.
 */
export async function* evalBatches(dataset: Dataset, options: EvalBatchOptions): AsyncGenerator<Batch, void> {
  const { tokenizer, split, batchSize, maxFrames, seed } = options;
  const refs = evalFrames(dataset, options);
  if (refs.length === 0) {
    throw new DataError(
      `data set "${dataset.name}" has no ${split} frames to evaluate on; it needs a val split or valFraction above 0 and several episodes`,
    );
  }
  const padTo = dataset.maxTextLength(tokenizer);
  const order = permutation(createRng(seed).fork(`data/eval-${split}`), refs.length);
  const wanted = Math.min(maxFrames, refs.length);
  const count = wanted < batchSize ? wanted : wanted - (wanted % batchSize);
  for (let at = 0; at < count; at += batchSize) {
    const chosen = order.subarray(at, Math.min(at + batchSize, count));
    const draws = Array.from(chosen, (i) => ({ ref: refs[i]!, augmentKey: null }));
    yield collate(await makeSamples(dataset, dataset.episodes[split], draws), tokenizer, padTo);
  }
}

function evalFrames(dataset: Dataset, { split }: EvalBatchOptions): FrameRef[] {
  return startsOf(dataset, dataset.episodes[split]).flatMap((count, episode) =>
    Array.from({ length: count }, (_, frame) => ({ episode, frame })),
  );
}

function startsOf({ options }: Dataset, episodes: Episode[]): number[] {
  return episodes.map(({ frames }) => chunkStarts(frames, options.platform.chunk, options.chunkEnd));
}

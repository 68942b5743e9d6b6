import { createRng } from "../rng.ts";
import type { Batch } from "./collate.ts";
import { DataError } from "./data-error.ts";
import type { Dataset } from "./dataset.ts";
import { inOrder } from "./in-order.ts";
import { makeBatch, startsOf } from "./make-batch.ts";
import { permutation } from "./permutation.ts";
import { createSampler, type FrameRef, type SamplerMember } from "./sampler.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Which of `world` equal processes this one is: each makes its own slice of every step's draws. */
export type Rank = { rank: number; world: number };

const ALONE: Rank = { rank: 0, world: 1 };

export type TrainBatchOptions = {
  tokenizer: Tokenizer;
  /** Samples of this rank's batch. */
  batchSize: number;
  seed: number;
  shuffleBufferSize: number;
  imageAug: boolean;
  /** Batches that were drawn before: the stream goes on after them. */
  startBatch?: number;
  /** Batches that are made ahead. */
  prefetch?: number;
  ranks?: Rank;
};

/**
 * Endless training batches, a pure function of (data set, seed, batchSize, shuffleBufferSize, ranks) whatever `prefetch`
 * and the data set's `workers` are: augmentation is seeded by the draw's number. The ranks' batches of a step, joined,
 * are the batch that one process of that size would make. Every batch has the same shapes. End it with `return()`.
 */
export function trainBatches(dataset: Dataset, options: TrainBatchOptions): AsyncGenerator<Batch, void, void> {
  const { tokenizer, batchSize, seed, imageAug, startBatch = 0, ranks = ALONE } = options;
  const sampler = createSampler({ seed, members: samplerMembers(dataset), bufferSize: options.shuffleBufferSize });
  const padTo = dataset.maxTextLength(tokenizer);
  sampler.skip((startBatch * ranks.world + ranks.rank) * batchSize);

  function drawBatch() {
    const draws = Array.from({ length: batchSize }, () => {
      const key = `${seed}/augment/${sampler.drawn}`;
      return { ref: sampler.next(), key, isAugmented: imageAug };
    });
    sampler.skip((ranks.world - 1) * batchSize);
    return draws;
  }

  const ahead = options.prefetch ?? Math.max(4, 2 * (dataset.options.workers ?? 0));
  return inOrder(() => makeBatch(dataset, "train", drawBatch(), { tokenizer, padTo }), ahead);
}

export type EvalBatchOptions = {
  tokenizer: Tokenizer;
  split: "train" | "val";
  batchSize: number;
  maxFrames: number;
  seed: number;
  ranks?: Rank;
};

/**
 * A fixed random subset of a split's frames without augmentation: the same frames in the same order every time, each
 * rank every `world`-th batch of them. The number of frames is rounded down to whole batches; a split smaller than one
 * batch gives one small batch.
 */
export async function* evalBatches(dataset: Dataset, options: EvalBatchOptions): AsyncGenerator<Batch, void, void> {
  const { tokenizer, split, batchSize, maxFrames, seed, ranks = ALONE } = options;
  const refs = allFrames(dataset, split);
  if (refs.length === 0) {
    throw new DataError(
      `data set "${dataset.name}" has no ${split} frames to evaluate on; it needs a val split or valFraction above 0 and several episodes`,
    );
  }
  const padTo = dataset.maxTextLength(tokenizer);
  const order = permutation(createRng(seed).fork(`data/eval-${split}`), refs.length);
  const wanted = Math.min(maxFrames, refs.length);
  const count = wanted < batchSize ? wanted : wanted - (wanted % batchSize);
  yield* inOrder((index) => {
    const first = (index * ranks.world + ranks.rank) * batchSize;
    if (first >= count) return null;
    const draws = Array.from(order.subarray(first, Math.min(first + batchSize, count)), (i) => ({
      ref: refs[i]!,
      key: `${seed}/eval/${i}`,
      isAugmented: false,
    }));
    return makeBatch(dataset, split, draws, { tokenizer, padTo });
  }, 1);
}

/** Each data set is drawn from by weight × transitions (origin §2.9), all of which count, as in the original. */
function samplerMembers(dataset: Dataset): SamplerMember[] {
  return dataset.members.map(({ name, weight, statistics, episodes }) => ({
    name,
    weight: weight * statistics.num_transitions,
    starts: startsOf(dataset, episodes.train),
  }));
}

function allFrames(dataset: Dataset, split: "train" | "val"): FrameRef[] {
  return startsOf(dataset, dataset.episodes[split]).flatMap((count, episode) =>
    Array.from({ length: count }, (_, frame) => ({ episode, frame })),
  );
}

import { createRng } from "../rng.ts";
import { permutation } from "./permutation.ts";

export type FrameRef = { episode: number; frame: number };

/** An endless order of frames. `drawn` counts the draws so far. */
export type Sampler = { next(): FrameRef; readonly drawn: number };

/**
 * Frames in the order that training sees them, a pure function of (seed, starts, bufferSize): every epoch permutes the
 * episodes, their frames enter a shuffle buffer of indices, a draw takes one at random and refills its place.
 * `startAt` replays that many draws, which costs some tens of nanoseconds each: resuming needs no stored state.
 */
export function createSampler({
  seed,
  starts,
  bufferSize,
  startAt = 0,
}: {
  seed: number;
  /** Number of frames of each episode that start a chunk. */
  starts: number[];
  bufferSize: number;
  startAt?: number;
}): Sampler {
  const total = starts.reduce((sum, count) => sum + count, 0);
  if (total === 0) throw new RangeError("a sampler needs at least one frame");
  const source = frameStream(seed, starts);
  // A buffer larger than the data set would only hold copies of the same frames.
  const buffer = Array.from({ length: Math.min(bufferSize, total) }, source);
  const rng = createRng(seed).fork("data/shuffle");
  let drawn = 0;
  const next = () => {
    const slot = rng.int(buffer.length);
    const frame = buffer[slot]!;
    buffer[slot] = source();
    drawn++;
    return frame;
  };
  const firsts = firstFrames(starts);
  while (drawn < startAt) next();
  return {
    next: () => locate(firsts, next()),
    get drawn() {
      return drawn;
    },
  };
}

/** Frame numbers, counted over all episodes, epoch after epoch. */
function frameStream(seed: number, starts: number[]): () => number {
  const firsts = firstFrames(starts);
  const root = createRng(seed);
  let epoch = 0;
  const episodes = (epoch: number) => permutation(root.fork(`data/epoch-${epoch}`), starts.length);
  let order = episodes(epoch);
  let place = 0;
  let frame = 0;
  return () => {
    while (frame >= starts[order[place]!]!) {
      frame = 0;
      place++;
      if (place < order.length) continue;
      place = 0;
      epoch++;
      order = episodes(epoch);
    }
    return firsts[order[place]!]! + frame++;
  };
}

function firstFrames(starts: number[]): Float64Array {
  const firsts = new Float64Array(starts.length + 1);
  for (const [i, count] of starts.entries()) firsts[i + 1] = firsts[i]! + count;
  return firsts;
}

function locate(firsts: Float64Array, frame: number): FrameRef {
  let [low, high] = [0, firsts.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (firsts[middle]! <= frame) low = middle;
    else high = middle;
  }
  return { episode: low, frame: frame - firsts[low]! };
}

import { createRng, type Rng } from "../rng.ts";
import { permutation } from "./permutation.ts";

/** `episode` counts the episodes of all members in order. */
export type FrameRef = { episode: number; frame: number };

/** A data set to draw from, in proportion to `weight`; `starts` counts the frames of each episode that start a chunk. */
export type SamplerMember = { name: string; weight: number; starts: number[] };

/** An endless order of frames. `drawn` counts the draws so far, those passed over by `skip` among them. */
export type Sampler = { next(): FrameRef; skip(count: number): void; readonly drawn: number };

/**
 * Frames in the order that training sees them, a pure function of (seed, members, bufferSize): every epoch of a member
 * permutes its episodes; a member is drawn by weight for each frame; frames enter a shuffle buffer of indices, a draw
 * takes one at random and refills its place. Passing draws over costs tens of nanoseconds each: resuming needs no state.
 */
export function createSampler({
  seed,
  members,
  bufferSize,
}: {
  seed: number;
  members: SamplerMember[];
  bufferSize: number;
}): Sampler {
  if (members.length === 0 || members.some(({ starts }) => total(starts) === 0)) {
    throw new RangeError("a sampler needs members of at least one frame each");
  }
  const source = interleave(createRng(seed), members);
  const starts = members.flatMap((member) => member.starts);
  // A buffer larger than the data set would only hold copies of the same frames.
  const buffer = Array.from({ length: Math.min(bufferSize, total(starts)) }, source);
  const rng = createRng(seed).fork("data/shuffle");
  const firsts = firstFrames(starts);
  let drawn = 0;
  const next = () => {
    const slot = rng.int(buffer.length);
    const frame = buffer[slot]!;
    buffer[slot] = source();
    drawn++;
    return frame;
  };
  return {
    next: () => locate(firsts, next()),
    skip(count) {
      for (const end = drawn + count; drawn < end; ) next();
    },
    get drawn() {
      return drawn;
    },
  };
}

/** The frame of that number, counted over all episodes. */
export function frameAt(starts: number[], frame: number): FrameRef {
  return locate(firstFrames(starts), frame);
}

/** Frame numbers, counted over the episodes of all members: each drawn from one member, chosen by weight. */
function interleave(root: Rng, members: SamplerMember[]): () => number {
  let first = 0;
  const streams = members.map(({ name, starts }) => {
    const stream = frameStream((epoch) => root.fork(stem(members, name) + epoch), starts, first);
    first += total(starts);
    return stream;
  });
  if (streams.length === 1) return streams[0]!;
  const choice = root.fork("data/mixture");
  const bounds = members.map((_, i) => total(members.slice(0, i + 1).map(({ weight }) => weight)));
  return () => {
    const at = choice.uniform() * bounds.at(-1)!;
    return streams[bounds.findIndex((bound) => at < bound)]!();
  };
}

/** A data set alone has its streams' names from before there were mixtures: the same seed gives the same order. */
function stem(members: SamplerMember[], name: string): string {
  return members.length === 1 ? "data/epoch-" : `data/${name}/epoch-`;
}

/** Frame numbers of one member from `offset` on, epoch after epoch. */
function frameStream(rngOf: (epoch: number) => Rng, starts: number[], offset: number): () => number {
  const firsts = firstFrames(starts);
  let epoch = 0;
  let order = permutation(rngOf(epoch), starts.length);
  let place = 0;
  let frame = 0;
  return () => {
    while (frame >= starts[order[place]!]!) {
      frame = 0;
      place++;
      if (place < order.length) continue;
      place = 0;
      epoch++;
      order = permutation(rngOf(epoch), starts.length);
    }
    return offset + firsts[order[place]!]! + frame++;
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

function total(numbers: number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0);
}

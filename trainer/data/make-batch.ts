import { createRng } from "../rng.ts";
import { chunkStarts, writeChunk } from "./chunking.ts";
import { type Batch, collate, type Sample } from "./collate.ts";
import { CorruptRecordError } from "./data-error.ts";
import type { Dataset } from "./dataset.ts";
import type { Episode } from "./episode.ts";
import { type PictureFault, type PictureResult, packPictures } from "./picture-task.ts";
import { type FrameRef, frameAt } from "./sampler.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** A frame to make a sample of. `key` seeds its augmentation, when there is one, and what replaces it when damaged. */
export type Draw = { ref: FrameRef; key: string; isAugmented: boolean };

type Text = { tokenizer: Tokenizer; padTo: number };

/**
 * The batch of these frames of a split. A picture that cannot be decoded throws `CorruptRecordError`; where damage is
 * skipped it is reported, and another frame, drawn by the key, takes its place.
 */
export async function makeBatch(
  dataset: Dataset,
  split: "train" | "val",
  draws: Draw[],
  { tokenizer, padTo }: Text,
): Promise<Batch> {
  const episodes = dataset.episodes[split];
  let drawn = draws;
  let { pixelValues, faults } = await pictures(dataset, episodes, drawn);
  for (let attempt = 0; faults.length > 0; attempt++) {
    for (const fault of faults) reportFault(dataset, episodes, drawn[fault.sample]!.ref, fault, attempt);
    const damaged = new Set(faults.map(({ sample }) => sample));
    const starts = startsOf(dataset, episodes);
    drawn = drawn.map((draw, i) => (damaged.has(i) ? replaced(draw, starts, attempt) : draw));
    ({ pixelValues, faults } = await pictures(dataset, episodes, drawn));
  }
  return collate(
    drawn.map(({ ref }) => sampleOf(dataset, episodes, ref)),
    { pixelValues, tokenizer, padTo },
  );
}

/** How many frames of each episode start a chunk. */
export function startsOf({ options }: Pick<Dataset, "options">, episodes: Episode[]): number[] {
  return episodes.map(({ frames }) => chunkStarts(frames, options.platform.chunk, options.chunkEnd));
}

async function pictures({ images, options, pictures }: Dataset, episodes: Episode[], draws: Draw[]) {
  const encoded = await Promise.all(draws.map(({ ref }) => images.frame(episodes[ref.episode]!, ref.frame)));
  const result: PictureResult = await pictures.make({
    ...packPictures(encoded.flat()),
    cameras: options.numImages ?? 1,
    size: options.imageSize,
    pixels: options.pixels,
    augmentKeys: draws.map(({ key, isAugmented }) => (isAugmented ? key : null)),
  });
  return result;
}

/** A data set where nearly all is damaged is no data set to go on with. */
const MAX_ATTEMPTS = 8;

function reportFault(
  { options: { onCorrupt } }: Dataset,
  episodes: Episode[],
  { episode: index, frame }: FrameRef,
  { camera, reason }: PictureFault,
  attempt: number,
): void {
  const { shard, offset, firstStep } = episodes[index]!;
  const what = `picture ${camera} of step ${firstStep + frame}: ${reason}`;
  const error = new CorruptRecordError(shard.path, offset, what);
  if (!onCorrupt || attempt >= MAX_ATTEMPTS) throw error;
  onCorrupt(error);
}

function replaced(draw: Draw, starts: number[], attempt: number): Draw {
  const frames = starts.reduce((sum, count) => sum + count, 0);
  const frame = createRng(`${draw.key}/instead/${attempt}`).int(frames);
  return { ...draw, ref: frameAt(starts, frame) };
}

function sampleOf(
  { options: { platform } }: Dataset,
  episodes: Episode[],
  { episode: index, frame }: FrameRef,
): Sample {
  const episode = episodes[index]!;
  const actions = new Float32Array(platform.chunk * platform.actionDim);
  writeChunk(episode.actions, { frame, chunk: platform.chunk, actionDim: platform.actionDim }, actions);
  return {
    instruction: episode.instructions[frame]!,
    actions,
    proprio: episode.proprio.slice(frame * platform.proprioDim, (frame + 1) * platform.proprioDim),
    meta: {
      dataset: episode.dataset,
      episode: index,
      frame,
      phase: episode.phases?.[frame] ?? null,
      metadata: episode.metadata,
    },
  };
}

import { createRng } from "../rng.ts";
import { augmentImage, drawAugmentation } from "./augment.ts";
import { writeChunk } from "./chunking.ts";
import type { Sample } from "./collate.ts";
import type { Dataset } from "./dataset.ts";
import type { Episode } from "./episode.ts";
import { decodeImages } from "./image.ts";
import { writePixelValues } from "./pixel-values.ts";
import type { FrameRef } from "./sampler.ts";

/** A frame to make a sample of; `augmentKey` seeds its augmentation, null leaves the pictures as they are. */
export type Draw = { ref: FrameRef; augmentKey: string | null };

/** Samples of frames, in order: pictures decoded together, augmented and normalised, chunk and proprio cut out. */
export async function makeSamples(dataset: Dataset, episodes: Episode[], draws: Draw[]): Promise<Sample[]> {
  const { images, options } = dataset;
  const encoded = await Promise.all(draws.map(({ ref }) => images.frame(episodes[ref.episode]!, ref.frame)));
  const pictures = await decodeImages(encoded.flat(), options.imageSize);
  const cameras = options.numImages ?? 1;
  return draws.map(({ ref, augmentKey }, i) => ({
    pixelValues: pixelValues(pictures.slice(i * cameras, (i + 1) * cameras), options.imageSize, augmentKey),
    ...withoutPictures(dataset, episodes, ref),
  }));
}

function pixelValues(pictures: Uint8Array[], size: number, augmentKey: string | null): Float32Array {
  const out = new Float32Array(pictures.length * 6 * size * size);
  for (const [i, picture] of pictures.entries()) {
    const drawn = augmentKey === null ? null : drawAugmentation(createRng(`${augmentKey}/${i}`));
    writePixelValues(drawn ? augmentImage(picture, size, drawn) : picture, out, i * 6 * size * size);
  }
  return out;
}

function withoutPictures(
  { options: { platform } }: Dataset,
  episodes: Episode[],
  { episode: index, frame }: FrameRef,
): Omit<Sample, "pixelValues"> {
  const episode = episodes[index]!;
  const actions = new Float32Array(platform.chunk * platform.actionDim);
  writeChunk(episode.actions, { frame, chunk: platform.chunk, actionDim: platform.actionDim }, actions);
  return {
    instruction: episode.instructions[frame]!,
    actions,
    proprio: episode.proprio.slice(frame * platform.proprioDim, (frame + 1) * platform.proprioDim),
    meta: { episode: index, frame, phase: episode.phases?.[frame] ?? null, metadata: episode.metadata },
  };
}

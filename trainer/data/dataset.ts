import type { Normalization } from "#trainer/contract/config/data.ts";
import { cameraKeys } from "./cameras.ts";
import { type ChunkEnd, chunkStarts } from "./chunking.ts";
import type { CorruptRecordError } from "./data-error.ts";
import { DataError } from "./data-error.ts";
import { type DatasetInfo, findDataset, requireSplit } from "./dataset-info.ts";
import { type Episode, readEpisodes } from "./episode.ts";
import { type EpisodeImages, episodeImages } from "./episode-images.ts";
import { chooseHeldOut } from "./held-out.ts";
import type { MergeVocabulary } from "./merge-tokenizer.ts";
import { actionMask, normalize } from "./normalization.ts";
import { maxTextLength } from "./prompt.ts";
import { type DatasetStatistics, dimStatistics } from "./statistics.ts";
import { cachedStatistics } from "./statistics-cache.ts";
import type { Tokenizer } from "./tokenizer.ts";
import type { PlatformDims } from "./transforms.ts";
import { datasetVocabulary } from "./vocabulary.ts";

export type DatasetOptions = {
  rootDir: string;
  datasetName: string;
  platform: PlatformDims & { chunk: number; normalization: Normalization };
  /** Side of the model's square input in pixels. */
  imageSize: number;
  numImages?: number;
  chunkEnd: ChunkEnd;
  /** Share of episodes held out where there is no val split. */
  valFraction: number;
  cacheDir: string;
  /** Encoded pictures kept in memory at most. */
  memoryBytes?: number;
  /** Given: damaged records are reported here and skipped. Absent: they stop the run. */
  onCorrupt?: (error: CorruptRecordError) => void;
};

export type Dataset = {
  name: string;
  options: DatasetOptions;
  /** Normalised; `train` and `val` never share an episode. `val` may be empty. */
  episodes: { train: Episode[]; val: Episode[] };
  statistics: DatasetStatistics;
  /** The vocabulary that the data set brings along, or one learned from its training instructions. */
  vocabulary: MergeVocabulary;
  images: EpisodeImages;
  /** S of the longest sequence under a tokenizer, over both splits. */
  maxTextLength(tokenizer: Tokenizer): number;
};

/**
 * Open an RLDS data set: one pass over its records (both checksums), statistics of the training split (cached), actions
 * and proprio normalised in memory, pictures left encoded. Throws `DataError` for what is missing or does not fit.
 */
export async function openDataset(options: DatasetOptions): Promise<Dataset> {
  const { platform, datasetName, valFraction } = options;
  const info = await findDataset(options.rootDir, datasetName);
  const images = episodeImages({
    features: info.features,
    cameras: cameraKeys(platform.kind, { features: info.features, numImages: options.numImages ?? 1 }),
    memoryBytes: options.memoryBytes ?? 512 * 2 ** 20,
  });
  const all = await readAll(info, options, images);
  const heldOut = info.splits.val ? new Set<Episode>() : chooseHeldOut(all, valFraction);
  const train = all.filter(({ split }) => split !== "val").filter((episode) => !heldOut.has(episode));
  const val = all.filter((episode) => episode.split === "val" || heldOut.has(episode));
  const starts = train.reduce((sum, { frames }) => sum + chunkStarts(frames, platform.chunk, options.chunkEnd), 0);
  if (starts === 0) {
    throw new DataError(
      `data set "${datasetName}" has no training frame that starts a chunk of ${platform.chunk}: ${train.length} episodes with an instruction were found`,
    );
  }
  const statistics = await trainStatistics(train, options);
  normaliseAll([...train, ...val], statistics, platform.normalization);
  const vocabulary = await datasetVocabulary(info.dir, train);
  return {
    name: datasetName,
    options,
    episodes: { train, val },
    statistics,
    vocabulary,
    images,
    maxTextLength: (tokenizer) =>
      maxTextLength(
        tokenizer,
        all.flatMap((episode) => episode.instructions),
        platform.chunk * platform.actionDim,
      ),
  };
}

async function readAll(info: DatasetInfo, options: DatasetOptions, images: EpisodeImages): Promise<Episode[]> {
  const splits = [requireSplit(info, "train"), ...(info.splits.val ? [info.splits.val] : [])];
  const episodes: Episode[] = [];
  for (const split of splits) {
    for await (const { episode, record } of readEpisodes(info, split, options.platform, options)) {
      episodes.push(episode);
      images.keep(episode, record);
    }
  }
  return episodes;
}

/** Over the training split alone: held-out data must not leak into the scale of the inputs. */
async function trainStatistics(train: Episode[], options: DatasetOptions): Promise<DatasetStatistics> {
  const { actionDim, proprioDim, kind } = options.platform;
  const records = train.map(({ shard, offset, recordBytes, recordCrc }) => [
    shard.name,
    offset,
    recordBytes,
    recordCrc,
  ]);
  const key = { version: 1, platform: { kind, actionDim, proprioDim }, records };
  const statistics = await cachedStatistics({ cacheDir: options.cacheDir, key }, () => ({
    action: dimStatistics(
      train.map(({ actions }) => actions),
      actionDim,
    ),
    proprio: dimStatistics(
      train.map(({ proprio }) => proprio),
      proprioDim,
    ),
    num_transitions: train.reduce((sum, { frames }) => sum + frames, 0),
    num_trajectories: train.length,
  }));
  return { ...statistics, action: { ...statistics.action, mask: actionMask(options.platform) } };
}

function normaliseAll(episodes: Episode[], statistics: DatasetStatistics, kind: Normalization): void {
  for (const episode of episodes) {
    episode.actions = normalize(episode.actions, statistics.action, kind);
    episode.proprio = normalize(episode.proprio, statistics.proprio, kind);
  }
}

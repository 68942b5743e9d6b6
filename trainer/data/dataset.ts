import { MixtureError, parseMixture } from "#trainer/contract/mixtures.ts";
import { DataError } from "./data-error.ts";
import type { DatasetOptions } from "./dataset-options.ts";
import type { Episode } from "./episode.ts";
import { type EpisodeImages, episodeImages } from "./episode-images.ts";
import { type Member, openMember } from "./member.ts";
import type { MergeVocabulary } from "./merge-tokenizer.ts";
import { mixtureVocabulary } from "./mixture-vocabulary.ts";
import { type PicturePool, picturePool } from "./picture-pool.ts";
import { maxTextLength } from "./prompt.ts";
import type { DatasetStatistics } from "./statistics.ts";
import type { Tokenizer } from "./tokenizer.ts";

export type Dataset = {
  name: string;
  options: DatasetOptions;
  /** The data sets that are mixed; most often one. */
  members: Member[];
  /** Those of all members, in the members' order. `train` and `val` never share an episode; `val` may be empty. */
  episodes: { train: Episode[]; val: Episode[] };
  /** By member: what dataset_statistics.json holds. */
  statistics: Record<string, DatasetStatistics>;
  /** The vocabulary that the data set brings along, or one learned from its training instructions. */
  vocabulary: MergeVocabulary;
  images: EpisodeImages;
  pictures: PicturePool;
  /** S of the longest sequence under a tokenizer, over both splits. */
  maxTextLength(tokenizer: Tokenizer): number;
};

/** Open the data sets of a mixture. Throws `DataError` for what is missing or does not fit. */
export async function openDataset(options: DatasetOptions): Promise<Dataset> {
  // Threads take a second to start, which the records take to read.
  const pictures = picturePool(options.workers ?? 0);
  try {
    return await openMembers(options, pictures);
  } catch (error) {
    await pictures.close();
    throw error;
  }
}

async function openMembers(options: DatasetOptions, pictures: PicturePool): Promise<Dataset> {
  const { platform, datasetName } = options;
  const images = episodeImages({ memoryBytes: options.memoryBytes ?? 512 * 2 ** 20 });
  const members: Member[] = [];
  for (const member of mixtureOf(datasetName)) members.push(await openMember(member, options, images));
  const train = members.flatMap(({ episodes }) => episodes.train);
  const val = members.flatMap(({ episodes }) => episodes.val);
  return {
    name: datasetName,
    options,
    members,
    episodes: { train, val },
    statistics: Object.fromEntries(members.map(({ name, statistics }) => [name, statistics])),
    vocabulary: await mixtureVocabulary(members),
    images,
    pictures,
    maxTextLength: (tokenizer) =>
      maxTextLength(
        tokenizer,
        [...train, ...val].flatMap((episode) => episode.instructions),
        platform.chunk * platform.actionDim,
      ),
  };
}

function mixtureOf(datasetName: string) {
  try {
    return parseMixture(datasetName);
  } catch (error) {
    throw error instanceof MixtureError ? new DataError(error.message) : error;
  }
}

import type { Normalization } from "#trainer/contract/config/data.ts";
import type { MixtureMember } from "#trainer/contract/mixtures.ts";
import { cameraKeys } from "./cameras.ts";
import { chunkStarts } from "./chunking.ts";
import { DataError } from "./data-error.ts";
import { findDataset, requireSplit } from "./dataset-info.ts";
import type { DatasetOptions } from "./dataset-options.ts";
import { type Episode, readEpisodes } from "./episode.ts";
import type { EpisodeImages } from "./episode-images.ts";
import { chooseHeldOut } from "./held-out.ts";
import { actionMask, normalize } from "./normalization.ts";
import { type DatasetStatistics, dimStatistics } from "./statistics.ts";
import { cachedStatistics } from "./statistics-cache.ts";

/** One data set of a mixture. Its episodes are normalised with its own statistics; `val` may be empty. */
export type Member = {
  name: string;
  weight: number;
  /** Its shards' folder. */
  dir: string;
  episodes: { train: Episode[]; val: Episode[] };
  statistics: DatasetStatistics;
};

/**
 * Open one RLDS data set: one pass over its records (both checksums), statistics of the training split (cached), actions
 * and proprio normalised in memory, pictures left encoded in `images`. Throws `DataError` for what does not fit.
 */
export async function openMember(
  { name, weight }: MixtureMember,
  options: DatasetOptions,
  images: EpisodeImages,
): Promise<Member> {
  const { platform, onCorrupt } = options;
  const info = await findDataset(options.rootDir, name);
  const cameras = cameraKeys(platform.kind, { features: info.features, numImages: options.numImages ?? 1 });
  const all: Episode[] = [];
  for (const split of [requireSplit(info, "train"), ...(info.splits.val ? [info.splits.val] : [])]) {
    for await (const { episode, record } of readEpisodes(info, split, { platform, cameras, onCorrupt })) {
      all.push(episode);
      images.keep(episode, record);
    }
  }
  const heldOut = info.splits.val ? new Set<Episode>() : chooseHeldOut(all, options.valFraction);
  const train = all.filter(({ split }) => split !== "val").filter((episode) => !heldOut.has(episode));
  const val = all.filter((episode) => episode.split === "val" || heldOut.has(episode));
  if (!train.some(({ frames }) => chunkStarts(frames, platform.chunk, options.chunkEnd) > 0)) {
    throw new DataError(
      `data set "${name}" has no training frame that starts a chunk of ${platform.chunk}: ${train.length} episodes with an instruction were found`,
    );
  }
  const statistics = await trainStatistics(train, options);
  normaliseAll(all, statistics, platform.normalization);
  return { name, weight, dir: info.dir, episodes: { train, val }, statistics };
}

/** Over the training split alone: held-out data must not leak into the scale of the inputs. */
async function trainStatistics(train: Episode[], options: DatasetOptions): Promise<DatasetStatistics> {
  const { actionDim, proprioDim, kind, gripper } = options.platform;
  const records = train.map(({ shard, offset, recordBytes, recordCrc }) => [
    shard.name,
    offset,
    recordBytes,
    recordCrc,
  ]);
  const key = { version: 1, platform: { kind, actionDim, proprioDim, gripper }, records };
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

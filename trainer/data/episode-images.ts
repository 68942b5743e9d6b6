import { byteCache } from "./byte-cache.ts";
import type { Episode } from "./episode.ts";
import type { FeatureSpec } from "./features.ts";
import { readEpisode } from "./raw-episode.ts";
import { decodeExample } from "./tf-example.ts";
import { readRecordAt } from "./tfrecord.ts";

/** Pictures of episodes: records stay in memory up to a limit, and are read again by offset beyond it. */
export type EpisodeImages = {
  /** Remember a record that was just read. */
  keep(episode: Episode, record: Uint8Array): void;
  /** The encoded pictures of a frame, one a camera; empty for a camera that is null. */
  frame(episode: Episode, frame: number): Promise<Uint8Array[]>;
};

export function episodeImages(options: {
  features: FeatureSpec[];
  cameras: (string | null)[];
  memoryBytes: number;
}): EpisodeImages {
  const { features, cameras, memoryBytes } = options;
  type Encoded = Map<string, Uint8Array[]>;
  // A promise, so that the frames of one batch that share an episode read it once.
  const cache = byteCache<Episode, Promise<Encoded>>(memoryBytes);

  function encodedOf(record: Uint8Array): Encoded {
    const wanted = (key: string) => cameras.includes(key);
    const { steps } = readEpisode(decodeExample(record), features, wanted);
    const encoded: Encoded = new Map();
    for (const [key, column] of steps) if (column.kind === "image") encoded.set(key, column.frames);
    return encoded;
  }

  function load(episode: Episode): Promise<Encoded> {
    const held = cache.get(episode);
    if (held) return held;
    const loading = readRecordAt(episode.shard.path, episode.offset).then(encodedOf);
    cache.set(episode, loading, episode.recordBytes);
    return loading;
  }

  return {
    keep: (episode, record) => cache.set(episode, Promise.resolve(encodedOf(record)), episode.recordBytes),
    async frame(episode, frame) {
      const encoded = await load(episode);
      const step = episode.firstStep + frame;
      return cameras.map((key) => (key && encoded.get(key)?.[step]) || new Uint8Array());
    },
  };
}

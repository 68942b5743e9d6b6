import { open } from "node:fs/promises";
import { CorruptRecordError } from "./data-error.ts";
import type { Episode } from "./episode.ts";
import { RECORD_HEADER_BYTES, type TfRecord } from "./tfrecord.ts";

/** Encoded pictures of episodes: in memory up to a limit, beyond it read from their files one by one. */
export type EpisodeImages = {
  /** Hold the pictures of an episode whose record was just read, if there is room. */
  keep(episode: Episode, record: TfRecord): void;
  /** The encoded pictures of a frame, one a camera; empty for a black one. Views: do not change them. */
  frame(episode: Episode, frame: number): Promise<Uint8Array[]>;
};

export function episodeImages({ memoryBytes }: { memoryBytes: number }): EpisodeImages {
  const held = new Map<Episode, { data: Uint8Array; starts: Float64Array }>();
  let heldBytes = 0;

  return {
    keep(episode, { offset, data }) {
      const { offsets, bytes } = episode.pictures;
      const total = bytes.reduce((sum, count) => sum + count, 0);
      if (heldBytes + total > memoryBytes) return;
      heldBytes += total;
      // Copied out: a view would keep the whole record, with the cameras that nobody asked for.
      const packed = new Uint8Array(total);
      const starts = new Float64Array(bytes.length);
      let at = 0;
      for (const [i, count] of bytes.entries()) {
        const from = offsets[i]! - offset - RECORD_HEADER_BYTES;
        starts[i] = at;
        packed.set(data.subarray(from, from + count), at);
        at += count;
      }
      held.set(episode, { data: packed, starts });
    },
    async frame(episode, frame) {
      const { cameras, bytes } = episode.pictures;
      const wanted = Array.from({ length: cameras }, (_, camera) => frame * cameras + camera);
      const packed = held.get(episode);
      if (!packed) return await readPictures(episode, wanted);
      return wanted.map((i) => packed.data.subarray(packed.starts[i]!, packed.starts[i]! + bytes[i]!));
    },
  };
}

/** Their record's checksums were checked when it was opened; a file that was cut since then is said to be damaged. */
async function readPictures({ shard, offset, pictures }: Episode, wanted: number[]): Promise<Uint8Array[]> {
  const file = await open(shard.path, "r");
  try {
    const found: Uint8Array[] = [];
    for (const i of wanted) {
      const picture = new Uint8Array(pictures.bytes[i]!);
      const { bytesRead } = await file.read(picture, 0, picture.length, pictures.offsets[i]!);
      if (bytesRead < picture.length) {
        throw new CorruptRecordError(
          shard.path,
          offset,
          `a picture of ${picture.length} bytes is cut after ${bytesRead}`,
        );
      }
      found.push(picture);
    }
    return found;
  } finally {
    await file.close();
  }
}

import { RecordError } from "./data-error.ts";
import type { RawEpisode } from "./raw-episode.ts";
import { RECORD_HEADER_BYTES, type TfRecord } from "./tfrecord.ts";

/** Where an episode's encoded pictures lie in their file, frame by frame, one a camera; no bytes: a black picture. */
export type PicturePlaces = { cameras: number; offsets: Float64Array; bytes: Uint32Array };

/** The encoded pictures of an episode's frames, frame by frame, one a camera. @throws RecordError when a camera is absent */
export function picturesOf(
  raw: RawEpisode,
  cameras: (string | null)[],
  { firstStep, frames }: { firstStep: number; frames: number },
): Uint8Array[][] {
  const columns = cameras.map((key) => {
    const column = key === null ? null : raw.steps.get(key);
    if (column === null) return null;
    if (column?.kind !== "image") throw new RecordError(`feature steps/${key} is absent, an image was expected`);
    return column.frames;
  });
  return Array.from({ length: frames }, (_, t) => columns.map((column) => column?.[firstStep + t] ?? new Uint8Array()));
}

/** The places of pictures that are views into the data of their record. */
export function picturePlaces({ offset, data }: TfRecord, pictures: Uint8Array[][]): PicturePlaces {
  const all = pictures.flat();
  const dataAt = offset + RECORD_HEADER_BYTES;
  return {
    cameras: pictures[0]?.length ?? 0,
    offsets: Float64Array.from(all, ({ byteOffset, byteLength }) =>
      byteLength === 0 ? dataAt : dataAt + byteOffset - data.byteOffset,
    ),
    bytes: Uint32Array.from(all, ({ byteLength }) => byteLength),
  };
}

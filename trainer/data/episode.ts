import { maskedCrc32c } from "./crc32c.ts";
import { CorruptRecordError, RecordError } from "./data-error.ts";
import type { DatasetInfo, Shard, Split } from "./dataset-info.ts";
import { type PicturePlaces, picturePlaces, picturesOf } from "./picture-places.ts";
import { type Metadata, type RawEpisode, readEpisode } from "./raw-episode.ts";
import { decodeExample } from "./tf-example.ts";
import { readRecords, type TfRecord } from "./tfrecord.ts";
import { type PlatformDims, standardise } from "./transforms.ts";

/**
 * What stays in memory of an episode: actions f32[T,A] and proprio f32[T,P] (standardised), one instruction and phase a
 * frame. Frame t is step `firstStep` + t of the record at (shard, offset), which still holds the pictures.
 */
export type Episode = {
  /** The data set that it comes from. */
  dataset: string;
  split: string;
  shard: Shard;
  offset: number;
  recordBytes: number;
  recordCrc: number;
  frames: number;
  firstStep: number;
  actions: Float32Array;
  proprio: Float32Array;
  instructions: string[];
  phases: Float64Array | null;
  pictures: PicturePlaces;
  metadata: Metadata;
};

export type EpisodeOptions = {
  platform: PlatformDims;
  /** Keys of the step's images; null is a camera that the platform lacks. */
  cameras: (string | null)[];
  /** Given: damaged records are reported here and skipped. Absent: they stop the reading. */
  onCorrupt?: ((error: CorruptRecordError) => void) | undefined;
};

export type OpenedRecord = { episode: Episode; record: TfRecord };

/** Read all episodes of a split in order; those without any instruction are passed over (origin §2.8). */
export async function* readEpisodes(
  info: DatasetInfo,
  split: Split,
  options: EpisodeOptions,
): AsyncGenerator<OpenedRecord> {
  for (const shard of split.shards) {
    for await (const record of readRecords(shard.path, options)) {
      const episode = openEpisode({ info, split, shard, record }, options);
      if (episode) yield { episode, record };
    }
  }
}

type Place = { info: DatasetInfo; split: Split; shard: Shard; record: TfRecord };

/** Null for an episode without any instruction, and for a damaged one that was reported. */
function openEpisode(place: Place, options: EpisodeOptions): Episode | null {
  try {
    return readOne(place, options);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const corrupt = new CorruptRecordError(place.shard.path, place.record.offset, error.message);
    if (!options.onCorrupt) throw corrupt;
    options.onCorrupt(corrupt);
    return null;
  }
}

function readOne({ info, split, shard, record }: Place, { platform, cameras }: EpisodeOptions): Episode | null {
  const { offset, data } = record;
  const wanted = [...LOW_DIMENSIONAL, ...cameras];
  const raw = readEpisode(decodeExample(data), info.features, (key) => wanted.includes(key));
  const { actions, proprio, frames, firstStep } = standardise(raw, platform);
  const instructions = texts(raw, firstStep, frames);
  if (instructions.every((text) => text.trim() === "")) return null;
  expectFinite("action", actions, platform.actionDim, firstStep);
  expectFinite("state", proprio, platform.proprioDim, firstStep);
  const phase = raw.steps.get("phase");
  return {
    dataset: info.name,
    split: split.name,
    shard,
    offset,
    recordBytes: data.length,
    recordCrc: maskedCrc32c(data),
    frames,
    firstStep,
    actions,
    proprio,
    instructions,
    phases: phase?.kind === "number" ? Float64Array.from(phase.data).slice(firstStep, firstStep + frames) : null,
    pictures: picturePlaces(record, picturesOf(raw, cameras, { firstStep, frames })),
    metadata: raw.metadata,
  };
}

const LOW_DIMENSIONAL = ["action", "observation/state", "language_instruction", "phase"];

function texts(raw: RawEpisode, firstStep: number, frames: number): string[] {
  const column = raw.steps.get("language_instruction");
  if (column?.kind !== "text") return Array.from({ length: frames }, () => "");
  return column.values.slice(firstStep, firstStep + frames);
}

function expectFinite(what: string, rows: Float32Array, width: number, firstStep: number): void {
  const at = rows.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const step = firstStep + Math.floor(at / width);
  throw new RecordError(`number ${at % width} of the ${what} in step ${step} should be finite, it is ${rows[at]}`);
}

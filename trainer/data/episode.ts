import { maskedCrc32c } from "./crc32c.ts";
import type { CorruptRecordError } from "./data-error.ts";
import type { DatasetInfo, Shard, Split } from "./dataset-info.ts";
import { type Metadata, type RawEpisode, readEpisode } from "./raw-episode.ts";
import { decodeExample } from "./tf-example.ts";
import { readRecords } from "./tfrecord.ts";
import { type PlatformDims, standardise } from "./transforms.ts";

/**
 * What stays in memory of an episode: actions f32[T,A] and proprio f32[T,P] (standardised), one instruction and phase a
 * frame. Frame t is step `firstStep` + t of the record at (shard, offset), which still holds the pictures.
 */
export type Episode = {
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
  metadata: Metadata;
};

export type OpenedRecord = { episode: Episode; record: Uint8Array };

/** Read all episodes of a split in order; those without any instruction are passed over (origin §2.8). */
export async function* readEpisodes(
  info: DatasetInfo,
  split: Split,
  platform: PlatformDims,
  options: { onCorrupt?: (error: CorruptRecordError) => void } = {},
): AsyncGenerator<OpenedRecord> {
  for (const shard of split.shards) {
    for await (const { offset, data } of readRecords(shard.path, options)) {
      const raw = readEpisode(decodeExample(data), info.features, isLowDimensional);
      const { actions, proprio, frames, firstStep } = standardise(raw, platform);
      const instructions = texts(raw, firstStep, frames);
      if (instructions.every((text) => text.trim() === "")) continue;
      const phase = raw.steps.get("phase");
      const episode: Episode = {
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
        metadata: raw.metadata,
      };
      yield { episode, record: data };
    }
  }
}

const LOW_DIMENSIONAL = ["action", "observation/state", "language_instruction", "phase"];

function isLowDimensional(key: string): boolean {
  return LOW_DIMENSIONAL.includes(key);
}

function texts(raw: RawEpisode, firstStep: number, frames: number): string[] {
  const column = raw.steps.get("language_instruction");
  if (column?.kind !== "text") return Array.from({ length: frames }, () => "");
  return column.values.slice(firstStep, firstStep + frames);
}

import type { Normalization } from "#trainer/contract/config/data.ts";
import type { ChunkEnd } from "./chunking.ts";
import type { CorruptRecordError } from "./data-error.ts";
import type { PixelNormalization } from "./pixel-values.ts";
import type { PlatformDims } from "./transforms.ts";

/** What a data set is opened with, and what its batches are made by. */
export type DatasetOptions = {
  rootDir: string;
  /** A name, the name of a known mixture, or "name:weight,name:weight". */
  datasetName: string;
  platform: PlatformDims & { chunk: number; normalization: Normalization };
  /** Side of the model's square input in pixels. */
  imageSize: number;
  numImages?: number;
  /** How pictures are normalised for each vision tower; absent: for DINOv2 and SigLIP. */
  pixels?: PixelNormalization | undefined;
  chunkEnd: ChunkEnd;
  /** Share of episodes held out where there is no val split. */
  valFraction: number;
  cacheDir: string;
  /** Encoded pictures kept in memory at most. */
  memoryBytes?: number;
  /** Threads that decode and augment pictures; 0, the default: the caller's. */
  workers?: number;
  /** Given: damaged records and pictures are reported here and left out. Absent: they stop the run. */
  onCorrupt?: ((error: CorruptRecordError) => void) | undefined;
};

import { createHash } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";
import { decodeImage } from "#trainer/data/image.ts";
import { imageSize } from "#trainer/data/image-size.ts";
import type { Column } from "#trainer/data/raw-episode.ts";
import { dimStatistics } from "#trainer/data/statistics.ts";
import type { Feature } from "#trainer/data/tf-example.ts";
import { largestError } from "./golden-numbers.ts";

const Numbers = z.array(z.number());

/** What an independent reader found of one feature in all records of a split. */
export const ExpectedFeature = z.strictObject({
  wire: z.enum(["bytes", "float", "int64"]),
  total_values: z.number(),
  episodes_with: z.number(),
  dim: z.number().optional(),
  stats: z
    .object({ min: Numbers, max: Numbers, mean: Numbers, std_pop: Numbers, q01: Numbers, q99: Numbers })
    .optional(),
  first_step: Numbers.optional(),
  last_step: Numbers.optional(),
  sample: Numbers.optional(),
  unique_texts: z.array(z.string()).optional(),
  image_format: z.string().optional(),
  image_size_wh: z.tuple([z.number(), z.number()]).optional(),
  image_mode: z.string().optional(),
  first_image_sha256: z.string().optional(),
  first_image_len: z.number().optional(),
  encoded_bytes: z.number().optional(),
  undecodable: z.number().optional(),
  mean_rgb_first: Numbers.optional(),
});
export type ExpectedFeature = z.infer<typeof ExpectedFeature>;

/** A feature as it lies in the records, and as the columns that were read from it; metadata has no columns. */
export type FoundFeature = { wire: Feature[]; columns: Column[] };

export async function compareFeature(path: string, { wire, columns }: FoundFeature, expected: ExpectedFeature) {
  const values = wire.map((feature) => feature.values.length).reduce((sum, count) => sum + count, 0);
  expect({ wire: wire[0]!.kind, total_values: values, episodes_with: wire.length }, path).toEqual({
    wire: expected.wire,
    total_values: expected.total_values,
    episodes_with: expected.episodes_with,
  });
  if (expected.sample) expect(Array.from(wire[0]!.values as BigInt64Array, Number), path).toEqual(expected.sample);
  if (expected.unique_texts) {
    const texts = wire.flatMap((feature) => (feature.kind === "bytes" ? feature.values : [])).map(asText);
    expect([...new Set(texts)], path).toEqual(expected.unique_texts);
  }
  const pictures = columns.flatMap((column) => (column.kind === "image" ? column.frames : []));
  if (pictures.length > 0) await comparePictures(path, pictures, expected);
  const numbers = columns.flatMap((column) => (column.kind === "number" ? [column] : []));
  if (numbers.length > 0) compareNumbers(path, numbers, expected);
  const texts = columns.flatMap((column) => (column.kind === "text" ? column.values : []));
  if (texts.length > 0) expect([...new Set(texts)], path).toEqual(expected.unique_texts);
}

async function comparePictures(path: string, pictures: Uint8Array[], expected: ExpectedFeature) {
  const first = pictures[0]!;
  const [width, height] = expected.image_size_wh!;
  expect(
    {
      format: first[0] === 0x89 ? "PNG" : "JPEG",
      size: imageSize(first),
      sha256: createHash("sha256").update(first).digest("hex"),
      length: first.length,
      bytes: pictures.reduce((sum, picture) => sum + picture.length, 0),
    },
    path,
  ).toEqual({
    format: expected.image_format,
    size: { width, height, bits: 8 },
    sha256: expected.first_image_sha256,
    length: expected.first_image_len,
    bytes: expected.encoded_bytes,
  });
  const decoded = await Promise.allSettled(pictures.map((picture) => decodeImage(picture, width)));
  expect(decoded.filter(({ status }) => status === "rejected").length, path).toBe(expected.undecodable);
  const pixels = await decodeImage(first, width);
  const mean = [0, 1, 2].map(
    (c) => pixels.filter((_, i) => i % 3 === c).reduce((a, b) => a + b, 0) / (pixels.length / 3),
  );
  // Two JPEG decoders may differ by a grey level here and there; PNG leaves no choice but the digits of the mean.
  const tolerance = expected.image_format === "PNG" ? 1e-4 : 0.5;
  expect(largestError(mean, expected.mean_rgb_first!), path).toBeLessThanOrEqual(tolerance);
}

function compareNumbers(path: string, columns: Extract<Column, { kind: "number" }>[], expected: ExpectedFeature) {
  const width = columns[0]!.width;
  expect(width, path).toBe(expected.dim);
  const [first, last] = [columns[0]!.data.slice(0, width), columns.at(-1)!.data.slice(-width)];
  // Of wide features the reader noted the beginning alone.
  for (const [step, noted] of [[first, expected.first_step!] as const, [last, expected.last_step!] as const])
    expect(Array.from(step.subarray(0, noted.length)), path).toEqual(noted);
  if (!expected.stats) return;
  const tables = columns.map(({ data }) => Float32Array.from(data));
  const { std, ...others } = dimStatistics(tables, width);
  expect(largestError(std, expected.stats.std_pop), path).toBeLessThanOrEqual(1e-6);
  for (const name of ["min", "max", "mean", "q01", "q99"] as const) {
    const error = largestError(others[name], expected.stats[name], 1e-6);
    expect(error, `${path} ${name}`).toBeLessThanOrEqual(1e-6);
  }
}

function asText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

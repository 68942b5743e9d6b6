import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { trainBatches } from "#trainer/data/batches.ts";
import { openDataset } from "#trainer/data/dataset.ts";
import { findDataset } from "#trainer/data/dataset-info.ts";
import { decodeImage } from "#trainer/data/image.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { type Column, readEpisode } from "#trainer/data/raw-episode.ts";
import { dimStatistics } from "#trainer/data/statistics.ts";
import { decodeExample } from "#trainer/data/tf-example.ts";
import { readRecords } from "#trainer/data/tfrecord.ts";
import { largestError } from "./golden-numbers.ts";

const DATA = process.env.VELA_TEST_DATA ?? join(import.meta.dirname, "..", "..", "..", "..", "shared", "data");
const ROOT = existsSync(join(DATA, "rlds")) ? join(DATA, "rlds") : DATA;
const Numbers = z.array(z.number());
const Found = z.object({
  wire: z.string(),
  total_values: z.number(),
  first_image_sha256: z.string().optional(),
  image_size_wh: Numbers.optional(),
  mean_rgb_first: Numbers.optional(),
  stats: z
    .object({ min: Numbers, max: Numbers, mean: Numbers, std_pop: Numbers, q01: Numbers, q99: Numbers })
    .optional(),
  unique_texts: z.array(z.string()).optional(),
});
const Expected = z.object({
  features: z.record(
    z.string(),
    z.object({ kind: z.string(), dtype: z.string().nullable(), shape: z.array(z.number()) }),
  ),
  splits: z.record(
    z.string(),
    z.object({
      episodes: z.array(
        z.object({ record_bytes: z.number(), steps: z.number(), sha256: z.string(), language: z.array(z.string()) }),
      ),
      per_feature: z.record(z.string(), Found),
    }),
  ),
});

describe.skipIf(!existsSync(ROOT))(
  "data sets that others wrote (VELA_TEST_DATA, or ../shared/data/rlds, is needed)",
  () => {
    for (const name of ["bridge_dataset", "robomimic_lift_mh_wrist"]) {
      test(`${name} is read as an independent reader read it`, async () => {
        const expected = Expected.parse(JSON.parse(readFileSync(join(ROOT, `${name}.expect.json`), "utf8")));
        const info = await findDataset(ROOT, name);
        const described = info.features.map(({ path, kind, shape, dtype }) => [
          path,
          { kind, shape, dtype: kind === "text" ? null : dtype },
        ]);
        expect(Object.fromEntries(described)).toEqual(
          Object.fromEntries(
            Object.entries(expected.features).map(([path, { kind, shape, dtype }]) => [path, { kind, shape, dtype }]),
          ),
        );
        for (const [split, { episodes, per_feature }] of Object.entries(expected.splits)) {
          const columns = new Map<string, Column[]>();
          const found = [];
          for await (const { data } of readRecords(info.splits[split]!.shards[0]!.path)) {
            const episode = readEpisode(decodeExample(data), info.features);
            for (const [key, column] of episode.steps) columns.set(key, [...(columns.get(key) ?? []), column]);
            const say = episode.steps.get("language_instruction");
            const language = say?.kind === "text" ? [...new Set(say.values)] : [];
            const sha256 = createHash("sha256").update(data).digest("hex");
            found.push({ record_bytes: data.length, steps: episode.length, sha256, language });
          }
          expect(found).toEqual(episodes);
          for (const [path, feature] of Object.entries(per_feature)) {
            if (path.startsWith("steps/")) await compare(path, columns.get(path.slice("steps/".length)) ?? [], feature);
          }
        }
      });
    }

    test.each([
      ["bridge_dataset", "bridge", 5, 7],
      ["robomimic_lift_mh_wrist", "libero", 8, 8],
    ] as const)("%s gives training batches on the platform %s", async (datasetName, kind, chunk, proprioDim) => {
      const dataset = await openDataset({
        rootDir: ROOT,
        datasetName,
        platform: { kind, chunk, actionDim: 7, proprioDim, normalization: "BOUNDS_Q99" },
        imageSize: 32,
        numImages: 2,
        chunkEnd: "drop",
        valFraction: 0,
        cacheDir: await mkdtemp(join(tmpdir(), "vela-cache-")),
      });
      const tokenizer = mergeTokenizer(dataset.vocabulary);
      const options = { tokenizer, batchSize: 4, seed: 0, shuffleBufferSize: 100, imageAug: true };
      for await (const batch of trainBatches(dataset, options)) {
        expect(batch.pixelValues.length).toBe(4 * 12 * 32 * 32);
        expect(batch.actions.every((value) => value >= -1 && value <= 1)).toBe(true);
        expect(batch.actions.filter((_, i) => i % 7 === 6).every((value) => value >= 0)).toBe(true);
        expect(batch.proprio.length).toBe(4 * proprioDim);
        break;
      }
    });
  },
);

async function compare(path: string, columns: Column[], expected: z.infer<typeof Found>): Promise<void> {
  const images = columns.flatMap((column) => (column.kind === "image" ? column.frames : []));
  if (images.length > 0) {
    expect([images.length, createHash("sha256").update(images[0]!).digest("hex")], path).toEqual([
      expected.total_values,
      expected.first_image_sha256,
    ]);
    const [width] = expected.image_size_wh!;
    const pixels = await decodeImage(images[0]!, width!);
    const mean = [0, 1, 2].map(
      (c) => pixels.filter((_, i) => i % 3 === c).reduce((a, b) => a + b, 0) / (pixels.length / 3),
    );
    // Two JPEG decoders may differ by a grey level here and there.
    expect(largestError(mean, expected.mean_rgb_first!), path).toBeLessThanOrEqual(0.5);
  }
  const tables = columns.flatMap((column) => (column.kind === "number" ? [Float32Array.from(column.data)] : []));
  if (tables.length > 0) {
    const width = columns[0]?.kind === "number" ? columns[0].width : 0;
    expect(
      tables.reduce((sum, table) => sum + table.length, 0),
      path,
    ).toBe(expected.total_values);
    const { std_pop, ...others } = expected.stats ?? {};
    const found = dimStatistics(tables, width);
    if (std_pop) expect(largestError(found.std, std_pop), path).toBeLessThanOrEqual(1e-6);
    for (const [key, values] of Object.entries(others)) {
      expect(
        largestError(found[key as "min" | "max" | "mean" | "q01" | "q99"], values, 1e-6),
        `${path} ${key}`,
      ).toBeLessThanOrEqual(1e-6);
    }
  }
  const texts = columns.flatMap((column) => (column.kind === "text" ? column.values : []));
  if (expected.unique_texts) expect([...new Set(texts)], path).toEqual(expected.unique_texts);
}

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { trainBatches } from "#trainer/data/batches.ts";
import { openDataset } from "#trainer/data/dataset.ts";
import { type DatasetInfo, findDataset } from "#trainer/data/dataset-info.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { readEpisode } from "#trainer/data/raw-episode.ts";
import { decodeExample } from "#trainer/data/tf-example.ts";
import { readRecords } from "#trainer/data/tfrecord.ts";
import { compareFeature, ExpectedFeature, type FoundFeature } from "./expected-feature.ts";

const DATA = process.env.VELA_TEST_DATA ?? join(import.meta.dirname, "..", "..", "..", "..", "shared", "data");
const ROOT = existsSync(join(DATA, "rlds")) ? join(DATA, "rlds") : DATA;
const Expected = z.object({
  name: z.string(),
  info_splits: z.record(z.string(), z.object({ shardLengths: z.array(z.number()), numBytes: z.number() })),
  features: z.record(
    z.string(),
    z.object({
      kind: z.string(),
      dtype: z.string().nullable(),
      shape: z.array(z.number()),
      encoding: z.string().nullable(),
      in_steps: z.boolean().default(false),
    }),
  ),
  splits: z.record(
    z.string(),
    z.object({
      shards: z.array(z.object({ file: z.string(), size: z.number(), sha256: z.string() })),
      episodes: z.array(
        z.object({ record_bytes: z.number(), steps: z.number(), sha256: z.string(), language: z.array(z.string()) }),
      ),
      n_episodes: z.number(),
      n_steps: z.number(),
      per_feature: z.record(z.string(), ExpectedFeature),
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
        expect(info.name).toBe(expected.name);
        const described = info.features.map(({ path, kind, shape, dtype, encoding, inSteps }) => [
          path,
          { kind, shape, in_steps: inSteps, ...(kind === "text" ? NO_NUMBERS : { dtype, encoding }) },
        ]);
        expect(Object.fromEntries(described)).toEqual(expected.features);
        expect(Object.keys(info.splits).sort()).toEqual(Object.keys(expected.splits).sort());
        for (const [name, split] of Object.entries(expected.splits)) await compareSplit(info, name, split);
        for (const [name, { shardLengths }] of Object.entries(expected.info_splits)) {
          expect(info.splits[name]!.episodes).toBe(shardLengths.reduce((sum, length) => sum + length, 0));
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

const NO_NUMBERS = { dtype: null, encoding: null };

async function compareSplit(info: DatasetInfo, name: string, expected: z.infer<typeof Expected>["splits"][string]) {
  const { shards } = info.splits[name]!;
  const files = shards.map(({ name, path, bytes }) => ({
    file: name,
    size: bytes,
    sha256: sha256(readFileSync(path)),
  }));
  expect(files).toEqual(expected.shards);
  const found = new Map<string, FoundFeature>();
  const episodes = [];
  for (const shard of shards) {
    for await (const { data } of readRecords(shard.path)) {
      const example = decodeExample(data);
      const episode = readEpisode(example, info.features);
      for (const [path, feature] of example) {
        const held = found.get(path) ?? { wire: [], columns: [] };
        const column = episode.steps.get(path.replace(/^steps\//, ""));
        found.set(path, {
          wire: [...held.wire, feature],
          columns: path.startsWith("steps/") && column ? [...held.columns, column] : [],
        });
      }
      const say = episode.steps.get("language_instruction");
      const language = say?.kind === "text" ? [...new Set(say.values)] : [];
      episodes.push({ record_bytes: data.length, steps: episode.length, sha256: sha256(data), language });
    }
  }
  expect(episodes).toEqual(expected.episodes);
  expect(episodes.length).toBe(expected.n_episodes);
  expect(episodes.reduce((sum, { steps }) => sum + steps, 0)).toBe(expected.n_steps);
  expect([...found.keys()].sort()).toEqual(Object.keys(expected.per_feature).sort());
  for (const [path, feature] of Object.entries(expected.per_feature))
    await compareFeature(path, found.get(path)!, feature);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

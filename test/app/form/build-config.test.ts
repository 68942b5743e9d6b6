import { expect, test } from "vitest";
import { z } from "zod";
import { buildConfig } from "#app/_form/build-config.ts";
import { differences } from "#app/_form/differences.ts";
import { type JsonSchema, readSchema } from "#app/_form/read-schema.ts";
import { TrainConfig } from "#trainer/contract/config.ts";
import { PRESETS } from "#trainer/contract/presets.ts";

const groups = readSchema(z.toJSONSchema(TrainConfig, { io: "input", target: "draft-7" }) as JsonSchema);
const base = TrainConfig.parse({});

test("without edits the config is the base, and nothing differs", () => {
  const { config, problems } = buildConfig(groups, base, {});
  expect(config).toEqual(base);
  expect(problems).toEqual({});
  expect(differences(groups, base, config)).toEqual([]);
});

test("numbers may be typed in any usual way", () => {
  for (const [text, value] of [
    ["1e-3", 1e-3],
    [" 5E-4 ", 5e-4],
    [".25", 0.25],
    ["１ｅ−３", 1e-3],
  ] as const) {
    const { config, problems } = buildConfig(groups, base, { "training.learningRate": text });
    expect(problems).toEqual({});
    expect(config).toMatchObject({ training: { learningRate: value } });
  }
});

test("nonsense is one problem on its own field, and the base's value stays", () => {
  const { config, problems } = buildConfig(groups, base, {
    "training.learningRate": "fast",
    "training.batchSize": "8.5",
    "training.maxSteps": "",
    "energy.dropout": "2",
    "energy.tau": "0",
    "data.datasetName": "../etc/passwd",
    "data.rootDir": "",
    "run.resume": { number: "soon" },
    "training.seed": "1e400",
  });
  expect(Object.fromEntries(Object.entries(problems).map(([path, { code }]) => [path, code]))).toEqual({
    "training.learningRate": "notNumber",
    "training.batchSize": "notInteger",
    "training.maxSteps": "empty",
    "energy.dropout": "tooLarge",
    "energy.tau": "tooSmall",
    "data.datasetName": "badText",
    "data.rootDir": "empty",
    "run.resume": "notNumber",
    "training.seed": "notNumber",
  });
  expect(config).toEqual(base);
});

test("an empty box means none where none is allowed", () => {
  const { config, problems } = buildConfig(
    groups,
    { ...base, training: { ...base.training, clipNorm: 1 } },
    {
      "training.clipNorm": "",
    },
  );
  expect(problems).toEqual({});
  expect(config).toMatchObject({ training: { clipNorm: null } });
});

test("another kind of a variant starts from that kind's defaults and takes its fields' edits", () => {
  const edits = { "data.platform.kind": "custom", "data.platform.chunk": "12" };
  const { config } = buildConfig(groups, base, edits);
  expect(config).toMatchObject({
    data: { platform: { kind: "custom", chunk: 12, actionDim: 7, proprioDim: 7, normalization: "BOUNDS_Q99" } },
  });
  const back = buildConfig(groups, base, { ...edits, "data.platform.kind": "aloha" });
  expect(back.config).toMatchObject({ data: { platform: { kind: "aloha" } } });
  expect((back.config.data as { platform: object }).platform).toEqual({ kind: "aloha" });
});

test("a mixed field takes its words and its number", () => {
  const words = buildConfig(groups, base, { "training.keepCheckpoints": "latest", "run.resume": "never" });
  expect(words.config).toMatchObject({ training: { keepCheckpoints: "latest" }, run: { resume: "never" } });
  const numbers = buildConfig(groups, base, {
    "training.keepCheckpoints": { number: "3" },
    "run.resume": { number: "400" },
  });
  expect(numbers.config).toMatchObject({ training: { keepCheckpoints: { best: 3 } }, run: { resume: 400 } });
});

test("differences say old and new, in the form's order", () => {
  const { config } = buildConfig(groups, base, { "energy.enabled": false, "training.learningRate": "1e-3" });
  expect(differences(groups, base, config).map(({ path, before, after }) => [path, before, after])).toEqual([
    ["training.learningRate", 5e-4, 1e-3],
    ["energy.enabled", true, false],
  ]);
});

test("a config built from a preset is one that the trainer accepts", () => {
  for (const preset of PRESETS) {
    const parsed = TrainConfig.parse(preset.config);
    const { config } = buildConfig(groups, parsed, { "training.maxSteps": "200" });
    expect(TrainConfig.parse(config)).toEqual({ ...parsed, training: { ...parsed.training, maxSteps: 200 } });
  }
});

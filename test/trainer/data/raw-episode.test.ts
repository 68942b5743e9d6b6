import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import type { FeatureSpec } from "#trainer/data/features.ts";
import { readEpisode } from "#trainer/data/raw-episode.ts";
import type { Example } from "#trainer/data/tf-example.ts";

const spec = (more: Partial<FeatureSpec>): FeatureSpec => ({
  path: "steps/x",
  inSteps: true,
  kind: "tensor",
  shape: [2],
  dtype: "float32",
  encoding: "none",
  ...more,
});

test("numbers, booleans, text and zlib tensors become columns, metadata single values", () => {
  const zlib = [1, 2].map((x) => deflateSync(new Uint8Array(Float64Array.of(x, -x).buffer)));
  const example: Example = new Map([
    ["steps/x", { kind: "float", values: Float32Array.of(1, 2, 3, 4) }],
    ["steps/flag", { kind: "int64", values: BigInt64Array.of(1n, 0n) }],
    ["steps/say", { kind: "bytes", values: [Buffer.from("é"), Buffer.from("")] }],
    ["steps/z", { kind: "bytes", values: zlib }],
    ["episode_metadata/id", { kind: "int64", values: BigInt64Array.of(9n) }],
  ]);
  const episode = readEpisode(example, [
    spec({}),
    spec({ path: "steps/flag", shape: [], dtype: "bool" }),
    spec({ path: "steps/say", kind: "text", shape: [], dtype: "string" }),
    spec({ path: "steps/z", dtype: "float64", encoding: "zlib" }),
    spec({ path: "episode_metadata/id", inSteps: false, shape: [], dtype: "int32" }),
  ]);
  expect(episode.length).toBe(2);
  expect(episode.steps.get("x")).toEqual({ kind: "number", width: 2, data: Float32Array.of(1, 2, 3, 4) });
  expect(episode.steps.get("flag")).toMatchObject({ width: 1, data: Float64Array.of(1, 0) });
  expect(episode.steps.get("say")).toMatchObject({ values: ["é", ""] });
  expect(episode.steps.get("z")).toMatchObject({ data: Float64Array.of(1, -1, 2, -2) });
  expect(episode.metadata).toEqual({ id: 9 });
});

test.each<[string, FeatureSpec[], RegExp]>([
  ["a ragged shape", [spec({ shape: [null] })], /steps\/x has the shape \[\?\]; a fixed shape is needed/],
  ["a wrong count", [spec({ shape: [3] })], /steps\/x has 4 numbers, a multiple of 3 was expected/],
  ["another kind", [spec({ kind: "image" })], /steps\/x should hold byte strings, the record has float numbers/],
  ["an unknown class", [spec({ kind: "unsupported", encoding: "a.Video" })], /steps\/x is a a.Video; images/],
  [
    "unequal lengths",
    [spec({}), spec({ shape: [1] })],
    /steps\/x has 4 steps, the other features of the episode have 2/,
  ],
])("%s is refused in a sentence", (_, specs, message) => {
  const example: Example = new Map([["steps/x", { kind: "float", values: Float32Array.of(1, 2, 3, 4) }]]);
  expect(() => readEpisode(example, specs)).toThrow(message);
});

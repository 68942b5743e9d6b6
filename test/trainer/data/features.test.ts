import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { parseFeatures } from "#trainer/data/features.ts";
import { type Column, readEpisode } from "#trainer/data/raw-episode.ts";
import type { Example } from "#trainer/data/tf-example.ts";

const dict = (features: Record<string, unknown>) => ({ pythonClassName: "FeaturesDict", featuresDict: { features } });
const tensor = (dtype: string, dimensions: number[], encoding = "none") => ({
  pythonClassName: "Tensor",
  tensor: { shape: { dimensions: dimensions.map(String) }, dtype, encoding },
});
const sequence = (feature: unknown, length: number) => ({
  pythonClassName: "Sequence",
  sequence: { feature, length: `${length}` },
});
const steps = (features: Record<string, unknown>) => dict({ steps: sequence(dict(features), -1) });

test("nested dictionaries and sequences of fixed length lie flat, in the record's own keys and shapes", () => {
  const specs = parseFeatures(
    steps({
      observation: dict({ arm: dict({ pose: tensor("float64", [2, 3]) }), force: sequence(tensor("float32", [3]), 4) }),
      joints: sequence(dict({ angle: tensor("float32", []), limit: tensor("bool", [2]) }), 6),
      ragged: sequence(tensor("float32", []), -1),
      words: sequence({ pythonClassName: "Text", text: {} }, 2),
    }),
    "features.json",
  );
  expect(specs.map(({ path, kind, shape }) => [path, kind, shape])).toEqual([
    ["steps/observation/arm/pose", "tensor", [2, 3]],
    ["steps/observation/force", "tensor", [4, 3]],
    ["steps/joints/angle", "tensor", [6]],
    ["steps/joints/limit", "tensor", [6, 2]],
    ["steps/ragged", "unsupported", []],
    ["steps/words", "unsupported", []],
  ]);
  const example: Example = new Map([
    ["steps/observation/arm/pose", { kind: "float", values: Float32Array.from({ length: 12 }, (_, i) => i) }],
    ["steps/observation/force", { kind: "float", values: new Float32Array(24).fill(2) }],
  ]);
  const { length, steps: read } = readEpisode(example, specs);
  expect(length).toBe(2);
  expect(read.get("observation/arm/pose")).toMatchObject({ width: 6 });
  expect(read.get("observation/force")).toMatchObject({ width: 12 });
});

const TYPES: [dtype: string, bytes: ArrayBufferView, values: number[]][] = [
  ["float64", Float64Array.of(0.1, -1e300), [0.1, -1e300]],
  ["float32", Float32Array.of(0.5, -3), [0.5, -3]],
  ["float16", Uint16Array.of(0x3c00, 0xc100), [1, -2.5]],
  ["bfloat16", Uint16Array.of(0x3f80, 0xc020), [1, -2.5]],
  ["int64", BigInt64Array.of(-(2n ** 53n), 7n), [-(2 ** 53), 7]],
  ["uint64", BigUint64Array.of(2n ** 63n, 7n), [2 ** 63, 7]],
  ["int32", Int32Array.of(-(2 ** 31), 5), [-(2 ** 31), 5]],
  ["uint32", Uint32Array.of(2 ** 32 - 1, 5), [2 ** 32 - 1, 5]],
  ["int16", Int16Array.of(-300, 5), [-300, 5]],
  ["uint16", Uint16Array.of(65535, 5), [65535, 5]],
  ["int8", Int8Array.of(-3, 5), [-3, 5]],
  ["uint8", Uint8Array.of(200, 5), [200, 5]],
  ["bool", Uint8Array.of(1, 0), [1, 0]],
];

test.each(TYPES)("a tensor of %s is read from raw and from zlib-coded bytes", (dtype, view, values) => {
  const raw = new Uint8Array(view.buffer);
  for (const encoding of ["bytes", "zlib"]) {
    expect(column(dtype, encoding, encoding === "zlib" ? deflateSync(raw) : raw)).toMatchObject({
      data: Float64Array.from(values),
    });
  }
});

test("coded bytes of a wrong length, damaged ones and unknown codings are refused in a sentence", () => {
  const six = new Uint8Array(6);
  expect(() => column("float32", "bytes", six)).toThrow("feature steps/x has 6 bytes in step 0, 8 were expected");
  expect(() => column("float32", "zlib", six)).toThrow(
    "feature steps/x cannot be decompressed: unknown compression method",
  );
  expect(() => column("float32", "brotli", six)).toThrow(
    "feature steps/x has the encoding brotli; none, bytes and zlib",
  );
  expect(() => column("complex64", "bytes", six)).toThrow(
    "feature steps/x has the type complex64, which cannot be read",
  );
});

function column(dtype: string, encoding: string, bytes: Uint8Array): Column | undefined {
  const specs = parseFeatures(steps({ x: tensor(dtype, [2], encoding) }), "features.json");
  const example: Example = new Map([["steps/x", { kind: "bytes", values: [bytes] }]]);
  return readEpisode(example, specs).steps.get("x");
}

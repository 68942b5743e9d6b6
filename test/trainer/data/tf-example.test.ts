import protobuf from "protobufjs/minimal.js";
import { expect, test } from "vitest";
import { decodeExample, type Example, encodeExample } from "#trainer/data/tf-example.ts";

test("an Example survives writing and reading, 64-bit numbers included", () => {
  const example: Example = new Map([
    ["b", { kind: "bytes", values: [bytes("one"), bytes("")] }],
    ["a", { kind: "float", values: Float32Array.of(1.5, -0, 3e38) }],
    ["c", { kind: "int64", values: BigInt64Array.of(0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)) }],
    ["d", { kind: "float", values: new Float32Array(0) }],
  ]);
  const read = decodeExample(encodeExample(example));
  expect([...read.keys()]).toEqual(["a", "b", "c", "d"]);
  for (const [key, feature] of example) expect([...read.get(key)!.values]).toEqual([...feature.values]);
  const reversed: Example = new Map([...example].reverse());
  expect(encodeExample(reversed)).toEqual(encodeExample(example));
});

test("unpacked lists are read as packed ones", () => {
  const writer = protobuf.Writer.create();
  writer.uint32(10).fork();
  for (const key of ["f", "i"]) {
    writer.uint32(10).fork().uint32(10).string(key).uint32(18).fork();
    if (key === "f") writer.uint32(18).fork().uint32(13).float(0.5).uint32(13).float(2).ldelim();
    else writer.uint32(26).fork().uint32(8).uint32(7).uint32(8).uint32(300).ldelim();
    writer.ldelim().ldelim();
  }
  const read = decodeExample(writer.ldelim().finish());
  expect(read.get("f")).toEqual({ kind: "float", values: Float32Array.of(0.5, 2) });
  expect(read.get("i")).toEqual({ kind: "int64", values: BigInt64Array.of(7n, 300n) });
});

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

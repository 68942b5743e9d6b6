import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toFloat32, toInt32 } from "#trainer/safetensors/dtype.ts";
import { writeSafetensors } from "#trainer/safetensors/write.ts";
import { readSafetensors, readSafetensorsHeader, readTensor } from "#trainer/safetensors.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vela-safetensors-"));
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

test("what is written is read back: types, shapes, numbers, metadata, and an empty tensor", async () => {
  const tensors = [
    { name: "a.weight", shape: [2, 2], data: Float32Array.of(1, -2, 3.5, Number.NaN) },
    { name: "b", shape: [], data: Float64Array.of(Math.PI) },
    { name: "ids", shape: [2], data: BigInt64Array.of(-1n, 2n ** 40n) },
    { name: "small", shape: [3], data: Int32Array.of(1, 2, 3) },
    { name: "mask", shape: [3], dtype: "BOOL" as const, data: Uint8Array.of(0, 1, 1) },
    { name: "none", shape: [0, 4], data: new Float32Array(0) },
  ];
  await writeSafetensors(at("all"), tensors, { format: "pt" });
  const { tensors: read, metadata } = await readSafetensors(at("all"));
  expect(metadata).toEqual({ format: "pt" });
  expect([...read.keys()]).toEqual(tensors.map(({ name }) => name));
  for (const { name, shape, data } of tensors) expect(read.get(name)).toMatchObject({ shape, data });
  expect(read.get("mask")?.dtype).toBe("BOOL");
});

test("the header is padded so that the data begins at a multiple of 8", async () => {
  await writeSafetensors(at("aligned"), [{ name: "x", shape: [1], data: Float32Array.of(1) }]);
  expect(((await readFile(at("aligned"))).readBigUInt64LE() + 8n) % 8n).toBe(0n);
});

test("a tensor given as a function is made when its turn comes; one tensor can be read alone", async () => {
  const lazy = (value: number) => ({ name: `t${value}`, shape: [2], data: () => Float32Array.of(value, value) });
  await writeSafetensors(at("lazy"), [lazy(1), lazy(2)]);
  const header = await readSafetensorsHeader(at("lazy"));
  expect((await readTensor(header, "t2")).data).toEqual(Float32Array.of(2, 2));
  await expect(readTensor(header, "t3")).rejects.toThrow("expected a tensor t3");
});

test("half types become f32: normal, subnormal, infinite and signed values", async () => {
  const f16 = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x03ff, 0x7c00, 0x8000, 0x7bff);
  const bf16 = Uint16Array.of(0x3f80, 0xc000, 0x7f80);
  const header = { f: entry("F16", [7], 0, 14), b: entry("BF16", [3], 14, 20) };
  await writeFile(at("half"), assemble(header, Buffer.concat([Buffer.from(f16.buffer), Buffer.from(bf16.buffer)])));
  const { tensors } = await readSafetensors(at("half"));
  const expected = [1, -2, 2 ** -24, (1023 / 1024) * 2 ** -14, Number.POSITIVE_INFINITY, -0, 65504];
  expect([...tensors.get("f")!.data]).toEqual(expected);
  expect([...tensors.get("b")!.data]).toEqual([1, -2, Number.POSITIVE_INFINITY]);
});

test("numbers convert to what a model wants, and refuse what does not fit", () => {
  expect(toFloat32(BigInt64Array.of(3n))).toEqual(Float32Array.of(3));
  expect(toInt32(BigInt64Array.of(-100n))).toEqual(Int32Array.of(-100));
  expect(() => toInt32(BigInt64Array.of(2n ** 40n))).toThrow("expected integers of 32 bits, but found 1099511627776");
});

describe("a file that is not sound is refused in one sentence", () => {
  const data = Buffer.alloc(8);
  const good = { x: entry("F32", [2], 0, 8) };
  const cases: [string, Buffer, string][] = [
    ["empty", Buffer.alloc(0), "is not a safetensors file"],
    ["a header longer than the file", Buffer.concat([lengthOf(1_000_000_000_000n), data]), "is not a safetensors file"],
    ["a header that is no JSON", assembleText("{oops}  ", data), "expected the safetensors header to be a JSON object"],
    ["an unknown type", assemble({ x: entry("F8", [8], 0, 8) }, data), "expected tensor x to have a type of F32"],
    ["a negative side", assemble({ x: entry("F32", [-2], 0, 8) }, data), "expected tensor x to have a type of"],
    ["a shape of another size", assemble({ x: entry("F32", [3], 0, 8) }, data), "expected 12 bytes for tensor x"],
    ["a gap", assemble({ x: entry("F32", [1], 4, 8) }, data), "expected tensor x at byte"],
    ["an overlap", assemble({ ...good, y: entry("F32", [2], 0, 8) }, data), "expected tensor y at byte"],
    ["missing data", assemble(good, data.subarray(4)), "but the file has"],
    ["data that no tensor owns", assemble(good, Buffer.alloc(12)), "but the file has"],
    [
      "metadata that is no text",
      assemble({ __metadata__: { a: 1 }, ...good }, data),
      "expected __metadata__ to hold texts",
    ],
  ];
  test.each(cases)("%s", async (name, bytes, message) => {
    await writeFile(at(name), bytes);
    await expect(readSafetensors(at(name))).rejects.toThrow(message);
  });
});

test("data that does not fill its shape, and a name that comes twice, are not written", async () => {
  const short = [{ name: "x", shape: [3], data: Float32Array.of(1) }];
  await expect(writeSafetensors(at("short"), short)).rejects.toThrow(
    "expected the data of x to fill F32 [3], but found 4 bytes",
  );
  const twice = [
    { name: "x", shape: [1], data: Float32Array.of(1) },
    { name: "x", shape: [1], data: Float32Array.of(2) },
  ];
  await expect(writeSafetensors(at("twice"), twice)).rejects.toThrow("once, but a name comes twice");
});

function entry(dtype: string, shape: number[], start: number, end: number) {
  return { dtype, shape, data_offsets: [start, end] };
}

function assemble(header: object, data: Buffer): Buffer {
  return assembleText(JSON.stringify(header), data);
}

function assembleText(header: string, data: Buffer): Buffer {
  return Buffer.concat([lengthOf(BigInt(Buffer.byteLength(header))), Buffer.from(header), data]);
}

function lengthOf(bytes: bigint): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(bytes);
  return buffer;
}

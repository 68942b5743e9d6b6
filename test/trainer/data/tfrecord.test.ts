import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { crc32c, maskedCrc32c } from "#trainer/data/crc32c.ts";
import type { CorruptRecordError } from "#trainer/data/data-error.ts";
import { frameRecord, readRecords } from "#trainer/data/tfrecord.ts";

test("CRC-32C gives the published check values", () => {
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
  expect(maskedCrc32c(new Uint8Array(0))).toBe(0xa282ead8);
});

test("records come back in order, with their offsets", async () => {
  const file = await recordFile(["first", "", "third"]);
  const records = await all(file);
  expect(records.map(({ data }) => Buffer.from(data).toString())).toEqual(["first", "", "third"]);
  expect(records.map(({ offset }) => offset)).toEqual([0, 21, 37]);
});

test("a changed byte of data stops reading with the file and the offset", async () => {
  const file = await recordFile(["first", "second"]);
  await flip(file, 21 + 12);
  await expect(all(file)).rejects.toThrow(`corrupt record in ${file} at byte 21: the checksum of its 6 bytes of data`);
});

test("a damaged record is skipped and reported when asked, the others are read", async () => {
  const file = await recordFile(["first", "second", "third"]);
  await flip(file, 21 + 12);
  const found: CorruptRecordError[] = [];
  const records = await all(file, (error) => found.push(error));
  expect(records.map(({ data }) => Buffer.from(data).toString())).toEqual(["first", "third"]);
  expect(found.map(({ offset }) => offset)).toEqual([21]);
});

test("a damaged length and a torn end are corrupt records too", async () => {
  const damaged = await recordFile(["first", "second"]);
  await flip(damaged, 21);
  await expect(all(damaged)).rejects.toThrow("at byte 21: the checksum of its length");
  const torn = await recordFile(["first", "second"]);
  await writeFile(torn, (await readFile(torn)).subarray(0, -3));
  await expect(all(torn)).rejects.toThrow(/at byte 21: its length is 6 bytes, the file has 3 left/);
});

async function recordFile(texts: string[]): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "vela-")), "x.tfrecord-00000-of-00001");
  await writeFile(file, Buffer.concat(texts.map((text) => frameRecord(Buffer.from(text)))));
  return file;
}

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[at]! ^= 1;
  await writeFile(file, bytes);
}

async function all(file: string, onCorrupt?: (error: CorruptRecordError) => void) {
  const records = [];
  for await (const record of readRecords(file, onCorrupt ? { onCorrupt } : {})) records.push(record);
  return records;
}

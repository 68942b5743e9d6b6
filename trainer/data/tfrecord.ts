import { type FileHandle, open } from "node:fs/promises";
import { maskedCrc32c } from "./crc32c.ts";
import { CorruptRecordError } from "./data-error.ts";

// A record: u64 length · u32 masked CRC of the length · data · u32 masked CRC of the data, all little-endian.
export const RECORD_HEADER_BYTES = 12;
const FOOTER_BYTES = 4;

export type TfRecord = { offset: number; data: Uint8Array };

/**
 * All records of a TFRecord file in order, both CRCs checked. A bad record throws `CorruptRecordError`;
 * with `onCorrupt` it is reported there and skipped (with the rest of the file when its length is damaged).
 */
export async function* readRecords(
  file: string,
  { onCorrupt }: { onCorrupt?: (error: CorruptRecordError) => void } = {},
): AsyncGenerator<TfRecord> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    for (let offset = 0; offset < size; ) {
      try {
        const data = await readOne(handle, file, offset, size);
        yield { offset, data };
        offset += RECORD_HEADER_BYTES + data.length + FOOTER_BYTES;
      } catch (error) {
        if (!(error instanceof CorruptRecordError) || !onCorrupt) throw error;
        onCorrupt(error);
        offset = error.nextOffset ?? size;
      }
    }
  } finally {
    await handle.close();
  }
}

/** The framed form of one record: header, data, footer. */
export function frameRecord(data: Uint8Array): Buffer {
  const framed = Buffer.alloc(RECORD_HEADER_BYTES + data.length + FOOTER_BYTES);
  framed.writeBigUInt64LE(BigInt(data.length), 0);
  framed.writeUInt32LE(maskedCrc32c(framed.subarray(0, 8)), 8);
  framed.set(data, RECORD_HEADER_BYTES);
  framed.writeUInt32LE(maskedCrc32c(data), RECORD_HEADER_BYTES + data.length);
  return framed;
}

async function readOne(handle: FileHandle, file: string, offset: number, size: number): Promise<Uint8Array> {
  if (size - offset < RECORD_HEADER_BYTES + FOOTER_BYTES) {
    throw new CorruptRecordError(file, offset, `a record needs at least 16 bytes, the file has ${size - offset} left`);
  }
  const header = await readBytes(handle, offset, RECORD_HEADER_BYTES);
  if (header.readUInt32LE(8) !== maskedCrc32c(header.subarray(0, 8))) {
    throw new CorruptRecordError(file, offset, "the checksum of its length does not match");
  }
  const length = Number(header.readBigUInt64LE(0));
  const left = size - offset - RECORD_HEADER_BYTES - FOOTER_BYTES;
  if (length > left) {
    throw new CorruptRecordError(file, offset, `its length is ${length} bytes, the file has ${left} left`);
  }
  const body = await readBytes(handle, offset + RECORD_HEADER_BYTES, length + FOOTER_BYTES);
  const data = body.subarray(0, length);
  if (body.readUInt32LE(length) !== maskedCrc32c(data)) {
    const next = offset + RECORD_HEADER_BYTES + length + FOOTER_BYTES;
    throw new CorruptRecordError(file, offset, `the checksum of its ${length} bytes of data does not match`, next);
  }
  return data;
}

async function readBytes(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  const { bytesRead } = await handle.read(buffer, 0, length, offset);
  return bytesRead === length ? buffer : buffer.subarray(0, bytesRead);
}

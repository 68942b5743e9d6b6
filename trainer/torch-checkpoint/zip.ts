import type { FileHandle } from "node:fs/promises";

/** Where an entry's bytes lie in the file. */
export type ZipEntry = { name: string; start: number; bytes: number };

/**
 * The entries of a zip file whose contents are stored as they are, as torch.save writes them (zip64 included).
 * Throws one sentence when the file is no such zip.
 */
export async function readZipEntries(file: FileHandle, path: string): Promise<ZipEntry[]> {
  try {
    return await readDirectory(file, path);
  } catch (error) {
    // A field that points outside its buffer, or beyond what a file can have.
    throw error instanceof RangeError ? damaged(path, "its directory is not whole") : error;
  }
}

async function readDirectory(file: FileHandle, path: string): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const { count, start, bytes } = await findDirectory(file, path, size);
  if (start + bytes > size || bytes > MAX_DIRECTORY_BYTES) throw damaged(path, "its directory lies outside the file");
  const directory = await read(file, path, start, bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > bytes || directory.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw damaged(path, "its directory ends early");
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset));
    const end = at + 46 + nameBytes! + extraBytes!;
    if (end > bytes) throw damaged(path, "its directory ends early");
    const name = directory.toString("utf8", at + 46, at + 46 + nameBytes!);
    if (directory.readUInt16LE(at + 10) !== 0) throw damaged(path, `${name} is compressed, which torch never does`);
    const { length, offset } = wideFields(directory, at, at + 46 + nameBytes!, end);
    entries.push({ name, bytes: length, start: await dataStart(file, path, name, offset) });
    if (entries.at(-1)!.start + length > size) throw damaged(path, `${name} lies outside the file`);
    at = end + commentBytes!;
  }
  return entries;
}

/** Bytes of the file in a buffer of their own. */
export async function read(file: FileHandle, path: string, start: number, bytes: number): Promise<Buffer<ArrayBuffer>> {
  const buffer = Buffer.from(new ArrayBuffer(bytes));
  for (let done = 0; done < bytes; ) {
    const { bytesRead } = await file.read(buffer, done, Math.min(bytes - done, 2 ** 30), start + done);
    if (bytesRead === 0) throw damaged(path, `it ends ${bytes - done} bytes early`);
    done += bytesRead;
  }
  return buffer;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const WIDE = 0xffffffff;
const MAX_DIRECTORY_BYTES = 64 * 2 ** 20;

function damaged(path: string, what: string): Error {
  return new Error(`${path} cannot be read as a torch checkpoint: ${what}`);
}

/** The directory is found from the end of the file, behind a comment of at most 64 KiB. */
async function findDirectory(file: FileHandle, path: string, size: number) {
  const tailBytes = Math.min(size, 22 + 65_535 + 20);
  const tail = await read(file, path, size - tailBytes, tailBytes);
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
  if (at < 0) throw damaged(path, "expected a zip file, as torch.save writes since 1.6, and found none");
  if (at < 20 || tail.readUInt32LE(at - 20) !== END_64_LOCATOR) {
    return { count: tail.readUInt16LE(at + 10), bytes: tail.readUInt32LE(at + 12), start: tail.readUInt32LE(at + 16) };
  }
  const end = await read(file, path, wide(tail, at - 12), 56);
  if (end.readUInt32LE(0) !== END_64) throw damaged(path, "its zip64 record is missing");
  return { count: wide(end, 32), bytes: wide(end, 40), start: wide(end, 48) };
}

/** Sizes and offsets of 4 GiB and more stand in the extra field 1, in this order, only where the short field is full. */
function wideFields(directory: Buffer, at: number, extraStart: number, extraEnd: number) {
  let [length, offset] = [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 42)];
  const isStoredWide = directory.readUInt32LE(at + 20) === WIDE;
  for (let extra = extraStart; extra + 4 <= extraEnd; extra += 4 + directory.readUInt16LE(extra + 2)) {
    if (directory.readUInt16LE(extra) !== 1) continue;
    let field = extra + 4;
    if (length === WIDE) [length, field] = [wide(directory, field), field + 8];
    if (isStoredWide) field += 8;
    if (offset === WIDE) offset = wide(directory, field);
  }
  return { length, offset };
}

async function dataStart(file: FileHandle, path: string, name: string, offset: number): Promise<number> {
  const header = await read(file, path, offset, 30);
  if (header.readUInt32LE(0) !== LOCAL_ENTRY) throw damaged(path, `${name} has no header where the directory says`);
  return offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function wide(buffer: Buffer, at: number): number {
  return Number(buffer.readBigUInt64LE(at));
}

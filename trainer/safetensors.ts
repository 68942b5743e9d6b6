import { type FileHandle, open } from "node:fs/promises";
import { type Dtype, decode, type TensorData } from "./safetensors/dtype.ts";
import { checkHeader } from "./safetensors/header.ts";

export type HostTensor = { readonly dtype: Dtype; readonly shape: readonly number[]; readonly data: TensorData };

/** Where a tensor lies in a file; offsets are bytes from the start of the file. */
export type TensorEntry = { dtype: Dtype; shape: number[]; start: number; end: number };

export type SafetensorsHeader = { path: string; entries: Map<string, TensorEntry>; metadata: Record<string, string> };

/** Every tensor of a safetensors file. F16 and BF16 come back as f32 numbers; throws when the file is not sound. */
export async function readSafetensors(
  path: string,
): Promise<{ tensors: Map<string, HostTensor>; metadata: Record<string, string> }> {
  const { entries, metadata } = await readSafetensorsHeader(path);
  const tensors = new Map<string, HostTensor>();
  await withFile(path, async (file) => {
    for (const [name, entry] of entries) tensors.set(name, await readEntry(file, entry));
  });
  return { tensors, metadata };
}

/** Names, types, shapes and offsets only: the tensors stay on disk. Throws when they do not fit the file. */
export function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  return withFile(path, async (file) => {
    const { size } = await file.stat();
    const prefix = size < 8 ? 0n : (await readBytes(file, 0, 8)).readBigUInt64LE();
    if (prefix < 2n || prefix > BigInt(Math.min(size - 8, MAX_HEADER_BYTES))) {
      throw new Error(
        `${path} is not a safetensors file: expected a header within its ${size} bytes, found length ${prefix}`,
      );
    }
    const text = (await readBytes(file, 8, Number(prefix))).toString("utf8");
    return { path, ...checkHeader(path, text, { dataStart: 8 + Number(prefix), fileBytes: size }) };
  });
}

/** One tensor of a file whose header was read. */
export async function readTensor({ path, entries }: SafetensorsHeader, name: string): Promise<HostTensor> {
  const entry = entries.get(name);
  if (!entry) throw new Error(`expected a tensor ${name} in ${path}, but it has ${entries.size} others`);
  return withFile(path, (file) => readEntry(file, entry));
}

const MAX_HEADER_BYTES = 100_000_000;

async function readEntry(file: FileHandle, { dtype, shape, start, end }: TensorEntry): Promise<HostTensor> {
  const bytes = await readBytes(file, start, end - start);
  return { dtype, shape, data: decode(dtype, bytes) };
}

/** A fresh, aligned buffer with exactly these bytes; one read call moves at most 1 GiB. */
async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer<ArrayBuffer>> {
  const buffer = Buffer.from(new ArrayBuffer(length));
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(buffer, done, Math.min(length - done, 2 ** 30), position + done);
    if (bytesRead === 0)
      throw new Error(`expected ${length} bytes at offset ${position}, but the file ended after ${done}`);
    done += bytesRead;
  }
  return buffer;
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, "r");
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

import { type FileHandle, open } from "node:fs/promises";
import type { HostTensor } from "../safetensors.ts";
import { readStoredTensor } from "./read-tensor.ts";
import { readTorchPickle, StoredTensor } from "./torch-pickle.ts";
import { read, readZipEntries, type ZipEntry } from "./zip.ts";

/** A checkpoint of torch.save, its tensors still on disk. */
export type TorchCheckpoint = {
  path: string;
  /** Shape of each tensor by its dotted name, the prefix "module." of distributed training taken off. */
  shapes: ReadonlyMap<string, readonly number[]>;
  /** One tensor: contiguous, half types as f32, 8 and 16-bit integers as int32. */
  read(name: string): Promise<HostTensor>;
};

/**
 * Open a state dict that torch.save wrote (zip, torch 1.6 or newer). Tensors only: no code in the file runs, and a file
 * that asks for some is refused. Dicts in dicts join their names with dots; what is no tensor is left out.
 * @throws Error one sentence that names the file
 */
export async function openTorchCheckpoint(path: string): Promise<TorchCheckpoint> {
  const { entries, tensors } = await withFile(path, async (file) => {
    const entries = await readArchive(file, path);
    const bytes = await readEntry(file, path, entries, "data.pkl");
    return { entries, tensors: namedTensors(path, bytes) };
  });
  return {
    path,
    shapes: new Map([...tensors].map(([name, { shape }]) => [name, shape])),
    read: (name) => {
      const tensor = tensors.get(name);
      if (!tensor) throw new Error(`expected a tensor ${name} in ${path}, but it has ${tensors.size} others`);
      const entry = entries.get(`data/${tensor.storage.key}`);
      return withFile(path, (file) => readStoredTensor(file, path, name, tensor, entry));
    },
  };
}

/** All tensors of a state dict, in memory. */
export async function readTorchCheckpoint(path: string): Promise<Map<string, HostTensor>> {
  const checkpoint = await openTorchCheckpoint(path);
  const tensors = new Map<string, HostTensor>();
  for (const name of checkpoint.shapes.keys()) tensors.set(name, await checkpoint.read(name));
  return tensors;
}

const MAX_PICKLE_BYTES = 64 * 2 ** 20;
const MAX_DEPTH = 8;
const MAX_TENSORS = 100_000;

/** Entries by name, without the folder that all of them share. */
async function readArchive(file: FileHandle, path: string): Promise<Map<string, ZipEntry>> {
  const all = await readZipEntries(file, path);
  const pickle = all.find(({ name }) => /^[^/]*\/data\.pkl$/.test(name));
  if (!pickle) throw new Error(`${path} cannot be read as a torch checkpoint: it has no data.pkl`);
  const folder = pickle.name.slice(0, -"data.pkl".length);
  const own = all.filter(({ name }) => name.startsWith(folder));
  const entries = new Map(own.map((entry) => [entry.name.slice(folder.length), entry]));
  if (entries.has("byteorder")) {
    const order = (await readEntry(file, path, entries, "byteorder")).toString("utf8");
    if (order !== "little") throw new Error(`${path} cannot be read: its byte order is ${order}, expected little`);
  }
  return entries;
}

async function readEntry(file: FileHandle, path: string, entries: Map<string, ZipEntry>, name: string) {
  const { start, bytes } = entries.get(name)!;
  if (bytes > MAX_PICKLE_BYTES) throw new Error(`${path} cannot be read: its ${name} has ${bytes} bytes`);
  return read(file, path, start, bytes);
}

function namedTensors(path: string, bytes: Buffer): Map<string, StoredTensor> {
  try {
    const tensors = new Map<string, StoredTensor>();
    collect(readTorchPickle(bytes), "", 0, tensors);
    return tensors;
  } catch (error) {
    throw new Error(`${path} was not loaded: ${(error as Error).message}`);
  }
}

function collect(value: unknown, name: string, depth: number, found: Map<string, StoredTensor>): void {
  if (value instanceof StoredTensor) {
    const plain = name.startsWith("module.") ? name.slice("module.".length) : name;
    if (found.has(plain)) throw new Error(`it has two tensors ${plain}`);
    if (found.size === MAX_TENSORS) throw new Error(`it has more than ${MAX_TENSORS} tensors`);
    found.set(plain, value);
  } else if (value instanceof Map) {
    if (depth === MAX_DEPTH) throw new Error(`its dicts are nested deeper than ${MAX_DEPTH}`);
    for (const [key, child] of value) collect(child, name === "" ? `${key}` : `${name}.${key}`, depth + 1, found);
  }
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, "r");
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

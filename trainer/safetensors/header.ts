import { z } from "zod";
import type { TensorEntry } from "../safetensors.ts";
import { DTYPES } from "./dtype.ts";

const Index = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

const Entry = z.strictObject({
  dtype: z.enum(Object.keys(DTYPES) as [keyof typeof DTYPES]),
  shape: z.array(Index).max(16),
  data_offsets: z.tuple([Index, Index]),
});

const Metadata = z.record(z.string(), z.string());

type Checked = { entries: Map<string, TensorEntry>; metadata: Record<string, string> };

/**
 * The header's entries, when they describe the rest of the file exactly: each range has the size of its shape, and
 * together they cover the data without a gap or an overlap. Throws one sentence otherwise.
 */
export function checkHeader(
  path: string,
  text: string,
  { dataStart, fileBytes }: { dataStart: number; fileBytes: number },
): Checked {
  const { __metadata__, ...tensors } = parseObject(path, text);
  const metadata = Metadata.safeParse(__metadata__ ?? {});
  if (!metadata.success) throw new Error(`${path}: expected __metadata__ to hold texts only`);
  const entries = new Map<string, TensorEntry>();
  for (const [name, value] of Object.entries(tensors)) entries.set(name, checkEntry(path, name, value, dataStart));
  checkCover(path, entries, { dataStart, fileBytes });
  return { entries, metadata: metadata.data };
}

function parseObject(path: string, text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new Error(`${path}: expected the safetensors header to be a JSON object`);
  }
}

function checkEntry(path: string, name: string, value: unknown, dataStart: number): TensorEntry {
  const parsed = Entry.safeParse(value);
  if (!parsed.success) {
    const types = Object.keys(DTYPES).join(", ");
    throw new Error(`${path}: expected tensor ${name} to have a type of ${types}, a shape and two offsets`);
  }
  const { dtype, shape, data_offsets } = parsed.data;
  const [start, end] = data_offsets;
  const bytes = shape.reduce((size, side) => size * side, DTYPES[dtype]);
  if (end - start !== bytes) {
    throw new Error(`${path}: expected ${bytes} bytes for tensor ${name} (${dtype} [${shape}]), found ${end - start}`);
  }
  return { dtype, shape, start: dataStart + start, end: dataStart + end };
}

function checkCover(path: string, entries: Map<string, TensorEntry>, file: { dataStart: number; fileBytes: number }) {
  let position = file.dataStart;
  for (const [name, { start, end }] of [...entries].sort(([, a], [, b]) => a.start - b.start || a.end - b.end)) {
    if (start !== position) {
      throw new Error(`${path}: expected tensor ${name} at byte ${position}, but its header says ${start}`);
    }
    position = end;
  }
  if (position !== file.fileBytes) {
    throw new Error(`${path}: expected ${position} bytes, but the file has ${file.fileBytes}`);
  }
}

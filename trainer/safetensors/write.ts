import { open } from "node:fs/promises";
import { DTYPES, type Dtype, dtypeOf, type TensorData } from "./dtype.ts";
import { encodeHalf } from "./half.ts";

/** A tensor to write. `data` may be a function, called when its turn comes: one tensor is in memory at a time. */
export type TensorToWrite = {
  readonly name: string;
  readonly shape: readonly number[];
  /** Defaults to the type of the data; needed when `data` is a function that does not return f32. Half types round f32. */
  readonly dtype?: Dtype | undefined;
  readonly data: TensorData | (() => TensorData | Promise<TensorData>);
};

/**
 * Write a safetensors file, the tensors in the given order, and sync it to disk. Writes in place: the caller gives a
 * temporary path and renames. Throws when a tensor's data does not fit its shape, or a name comes twice.
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  metadata: Record<string, string> = {},
): Promise<void> {
  const header = encodeHeader(path, tensors, metadata);
  const file = await open(path, "w");
  try {
    await file.writeFile(header);
    for (const tensor of tensors) {
      const data = inType(tensor, typeof tensor.data === "function" ? await tensor.data() : tensor.data);
      if (data.byteLength !== byteLengthOf(tensor)) {
        const expected = `${storedType(tensor)} [${tensor.shape}]`;
        throw new Error(`expected the data of ${tensor.name} to fill ${expected}, but found ${data.byteLength} bytes`);
      }
      await file.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Length, JSON and spaces: the data begins at a multiple of 8 bytes. */
function encodeHeader(path: string, tensors: readonly TensorToWrite[], metadata: Record<string, string>): Buffer {
  const names = new Set(tensors.map(({ name }) => name));
  if (names.size < tensors.length) throw new Error(`expected each tensor of ${path} once, but a name comes twice`);
  let position = 0;
  const entries = tensors.map((tensor) => {
    const start = position;
    position += byteLengthOf(tensor);
    return [tensor.name, { dtype: storedType(tensor), shape: tensor.shape, data_offsets: [start, position] }] as const;
  });
  const withMetadata = Object.keys(metadata).length > 0 ? [["__metadata__", metadata] as const, ...entries] : entries;
  const json = Buffer.from(JSON.stringify(Object.fromEntries(withMetadata)));
  const header = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, " ");
  header.writeBigUInt64LE(BigInt(header.length - 8));
  json.copy(header, 8);
  return header;
}

function inType({ dtype }: TensorToWrite, data: TensorData): TensorData | Uint16Array {
  return (dtype === "F16" || dtype === "BF16") && data instanceof Float32Array ? encodeHalf(dtype, data) : data;
}

function storedType({ dtype, data }: TensorToWrite): Dtype {
  return dtype ?? (typeof data === "function" ? "F32" : dtypeOf(data));
}

function byteLengthOf(tensor: TensorToWrite): number {
  return tensor.shape.reduce((size, side) => size * side, DTYPES[storedType(tensor)]);
}

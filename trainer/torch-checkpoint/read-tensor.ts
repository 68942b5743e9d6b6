import type { FileHandle } from "node:fs/promises";
import { decode, type TensorData } from "../safetensors/dtype.ts";
import type { HostTensor } from "../safetensors.ts";
import { type StoredTensor, TORCH_DTYPES } from "./torch-pickle.ts";
import { read, type ZipEntry } from "./zip.ts";

/** The numbers of a view, contiguous. Only the part of the storage that the view covers is read. */
export async function readStoredTensor(
  file: FileHandle,
  path: string,
  name: string,
  { storage, offset, shape, strides }: StoredTensor,
  entry: ZipEntry | undefined,
): Promise<HostTensor> {
  const { dtype, bytes } = TORCH_DTYPES[storage.type];
  const count = shape.reduce((size, side) => size * side, 1);
  const extent = count === 0 ? 0 : 1 + shape.reduce((sum, side, i) => sum + (side - 1) * (strides[i] ?? 0), 0);
  const fault = faultOf({ shape, strides, count, extent, offset, available: (entry?.bytes ?? 0) / bytes });
  if (fault) throw new Error(`${path} was not loaded: tensor ${name} [${shape}] ${fault}`);
  const raw = entry ? await read(file, path, entry.start + offset * bytes, extent * bytes) : Buffer.alloc(0);
  const [kind, numbers] = toNumbers(dtype, raw);
  return { dtype: kind, shape, data: isContiguous(shape, strides) ? numbers : gather(numbers, shape, strides, count) };
}

/** A view may repeat its storage (stride 0), but a small file must not fill the memory. */
const MAX_REPEATED = 2 ** 26;

type View = { shape: number[]; strides: number[]; count: number; extent: number; offset: number; available: number };

function faultOf({ shape, strides, count, extent, offset, available }: View): string | null {
  if (strides.length !== shape.length) return `has ${strides.length} strides`;
  if (offset + extent > available) return `reaches number ${offset + extent} of a storage that has ${available}`;
  if (count > extent && count > MAX_REPEATED) return `repeats ${extent} stored numbers ${count} times`;
  return null;
}

function isContiguous(shape: number[], strides: number[]): boolean {
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== step) return false;
    step *= shape[i]!;
  }
  return true;
}

function gather(from: TensorData, shape: number[], strides: number[], count: number): TensorData {
  const to = new (from.constructor as new (length: number) => TensorData)(count);
  const index = shape.map(() => 0);
  for (let i = 0, at = 0; i < count; i++) {
    to[i] = from[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return to;
}

type TorchDtype = (typeof TORCH_DTYPES)[keyof typeof TORCH_DTYPES]["dtype"];

function toNumbers(dtype: TorchDtype, bytes: Buffer<ArrayBuffer>): [HostTensor["dtype"], TensorData] {
  if (dtype === "I16") return ["I32", Int32Array.from(new Int16Array(bytes.buffer))];
  if (dtype === "I8") return ["I32", Int32Array.from(new Int8Array(bytes.buffer))];
  return [dtype, decode(dtype, bytes)];
}

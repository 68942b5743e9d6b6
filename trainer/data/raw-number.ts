import { decode } from "../safetensors/dtype.ts";

/** A number as TFDS writes the bytes of an encoded tensor: its size, and how to read one. 64-bit integers become doubles. */
export type RawNumber = { bytes: number; read(view: DataView, at: number): number };

/** The raw form of a TFDS type, e.g. "float64"; absent for what is no number. Little-endian throughout. */
export function rawNumber(dtype: string): RawNumber | undefined {
  return RAW_NUMBERS.get(dtype);
}

const RAW_NUMBERS = new Map<string, RawNumber>([
  ["float64", { bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
  ["float32", { bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  ["float16", { bytes: 2, read: half("F16") }],
  ["bfloat16", { bytes: 2, read: half("BF16") }],
  ["int64", { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) }],
  ["int32", { bytes: 4, read: (view, at) => view.getInt32(at, true) }],
  ["int16", { bytes: 2, read: (view, at) => view.getInt16(at, true) }],
  ["int8", { bytes: 1, read: (view, at) => view.getInt8(at) }],
  ["uint64", { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) }],
  ["uint32", { bytes: 4, read: (view, at) => view.getUint32(at, true) }],
  ["uint16", { bytes: 2, read: (view, at) => view.getUint16(at, true) }],
  ["uint8", { bytes: 1, read: (view, at) => view.getUint8(at) }],
  ["bool", { bytes: 1, read: (view, at) => Number(view.getUint8(at) !== 0) }],
]);

function half(dtype: "F16" | "BF16"): RawNumber["read"] {
  return (view, at) => Number(decode(dtype, { buffer: Uint16Array.of(view.getUint16(at, true)).buffer })[0]);
}

export type TensorData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

/** Bytes of one number of each type that we read. */
export const DTYPES = { F32: 4, F16: 2, BF16: 2, F64: 8, I64: 8, I32: 4, U8: 1, BOOL: 1 } as const;

export type Dtype = keyof typeof DTYPES;

/** Little-endian bytes, in a buffer of their own, as numbers; the half types as f32, BOOL as 0 and 1. */
export function decode(dtype: Dtype, { buffer }: { buffer: ArrayBuffer }): TensorData {
  switch (dtype) {
    case "F32":
      return new Float32Array(buffer);
    case "F64":
      return new Float64Array(buffer);
    case "I64":
      return new BigInt64Array(buffer);
    case "I32":
      return new Int32Array(buffer);
    case "BF16":
      return widen(new Uint16Array(buffer), (half) => half << 16);
    case "F16":
      return widen(new Uint16Array(buffer), f16ToF32Bits);
    case "U8":
    case "BOOL":
      return new Uint8Array(buffer);
  }
}

/** The type under which numbers are stored when none is named. */
export function dtypeOf(data: TensorData): Dtype {
  if (data instanceof Float32Array) return "F32";
  if (data instanceof Float64Array) return "F64";
  if (data instanceof Int32Array) return "I32";
  return data instanceof BigInt64Array ? "I64" : "U8";
}

/** Any tensor as f32 numbers, as a model wants them. */
export function toFloat32(data: TensorData): Float32Array {
  if (data instanceof Float32Array) return data;
  return data instanceof BigInt64Array ? Float32Array.from(data, Number) : Float32Array.from(data);
}

/** Integers as int32. Throws when one does not fit. */
export function toInt32(data: TensorData): Int32Array {
  if (data instanceof Int32Array) return data;
  const numbers = data instanceof BigInt64Array ? Array.from(data, Number) : Array.from(data);
  const misfit = numbers.find((x) => x !== (x | 0));
  if (misfit !== undefined) throw new Error(`expected integers of 32 bits, but found ${misfit}`);
  return Int32Array.from(numbers);
}

function widen(halves: Uint16Array, bitsOf: (half: number) => number): Float32Array {
  const bits = new Int32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = bitsOf(halves[i]!);
  return new Float32Array(bits.buffer);
}

function f16ToF32Bits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 31) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal half is a normal float: shift the leading one into its hidden place.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}

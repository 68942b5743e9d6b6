/** f32 numbers as 16-bit ones, rounded to nearest, ties to even; too large for F16 becomes infinite, as in PyTorch. */
export function encodeHalf(dtype: "F16" | "BF16", numbers: Float32Array): Uint16Array {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  return Uint16Array.from(bits, dtype === "BF16" ? toBf16 : toF16);
}

function toBf16(bits: number): number {
  if ((bits & 0x7fffffff) > 0x7f800000) return 0x7fc0;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

function toF16(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  // Below 2^-14 a half is a multiple of 2^-24; scaling by 2^24 is exact, and the sum rounds ties to even.
  FLOAT_BITS[0] = magnitude;
  return sign | (FLOAT[0]! * 2 ** 24 + 2 ** 52 - 2 ** 52);
}

const FLOAT = new Float32Array(1);
const FLOAT_BITS = new Uint32Array(FLOAT.buffer);

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { encodeHalf } from "#trainer/safetensors/half.ts";
import { writeSafetensors } from "#trainer/safetensors/write.ts";
import { readSafetensors } from "#trainer/safetensors.ts";

const folder = mkdtempSync(join(tmpdir(), "vela-half-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("f32 rounds to the nearest half, ties to even, large values to infinity: PyTorch's bits", () => {
  const numbers = Float32Array.of(1, -2, 65504, 65519.99, 65520, 2 ** -24, 2 ** -25, 1.5 * 2 ** -25, 6.097555e-5, -0);
  const f16 = [0x3c00, 0xc000, 0x7bff, 0x7bff, 0x7c00, 0x0001, 0x0000, 0x0001, 0x03ff, 0x8000];
  expect(Array.from(encodeHalf("F16", numbers))).toEqual(f16);
  const ties = Float32Array.of(1, 1 + 2 ** -8, 1 + 3 * 2 ** -8, 3.4e38, -Infinity, 1e-40);
  expect(Array.from(encodeHalf("BF16", ties))).toEqual([0x3f80, 0x3f80, 0x3f82, 0x7f80, 0xff80, 0x0001]);
  expect(Array.from(encodeHalf("F16", Float32Array.of(Number.NaN)), (half) => half & 0x7fff)).toEqual([0x7e00]);
  expect(Array.from(encodeHalf("BF16", Float32Array.of(Number.NaN)))).toEqual([0x7fc0]);
});

test("every half is written back as itself", async () => {
  const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
  for (const dtype of ["F16", "BF16"] as const) {
    const infinity = dtype === "F16" ? 0x7c00 : 0x7f80;
    const numbers = bits.filter((half) => (half & 0x7fff) <= infinity);
    const path = join(folder, dtype);
    const widened = dtype === "BF16" ? Float32Array.from(numbers, bf16) : Float32Array.from(numbers, f16);
    expect(encodeHalf(dtype, widened)).toEqual(numbers);
    await writeSafetensors(path, [{ name: "x", shape: [widened.length], dtype, data: widened }]);
    expect((await readSafetensors(path)).tensors.get("x")).toMatchObject({ dtype, data: widened });
  }
});

function bf16(half: number): number {
  return new Float32Array(Uint32Array.of(half << 16).buffer)[0]!;
}

function f16(half: number): number {
  const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
  const sign = half & 0x8000 ? -1 : 1;
  if (exponent === 31) return sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

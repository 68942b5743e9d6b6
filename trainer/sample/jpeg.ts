import { type BitWriter, bitWriter } from "./bit-writer.ts";
import {
  AC_CHROMINANCE,
  AC_LUMINANCE,
  CHROMINANCE_STEPS,
  DC_CHROMINANCE,
  DC_LUMINANCE,
  type HuffmanTable,
  LUMINANCE_STEPS,
  ZIGZAG,
} from "./jpeg-tables.ts";

/**
 * Encode u8[size,size,3] as a baseline JPEG, 4:4:4, quality 90; `size` is a multiple of 8. Written here because the
 * sample's bytes must not depend on a codec's version, and at 64 px a native call costs more than the encoding.
 */
export function encodeJpeg(pixels: Uint8Array, size: number): Buffer {
  if (size % 8 !== 0 || pixels.length !== size * size * 3) {
    throw new RangeError(
      `a picture of ${size}² should be a multiple of 8 wide and have ${size * size * 3} bytes, it has ${pixels.length}`,
    );
  }
  const writer = bitWriter(pixels.length);
  const lastDc = [0, 0, 0];
  const blocks: Blocks = [new Float64Array(64), new Float64Array(64), new Float64Array(64)];
  for (let top = 0; top < size; top += 8) {
    for (let left = 0; left < size; left += 8) {
      readBlocks(pixels, size, top, left, blocks);
      for (let c = 0; c < 3; c++) lastDc[c] = writeBlock(writer, blocks[c]!, lastDc[c]!, COMPONENTS[c]!);
    }
  }
  return Buffer.concat([header(size), writer.finish(), Buffer.of(0xff, 0xd9)]);
}

type Blocks = [Float64Array, Float64Array, Float64Array];
type Codes = { code: Uint16Array; bits: Uint8Array };
type Component = { steps: number[]; divisors: Float64Array; dc: Codes; ac: Codes };

const QUALITY = 90;

/** Gains that the fast transform leaves on its outputs (Arai, Agui and Nakajima, 1988). */
const GAINS = [1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.5411961, 0.275899379];

const LUMINANCE = component(LUMINANCE_STEPS, DC_LUMINANCE, AC_LUMINANCE);
const CHROMINANCE = component(CHROMINANCE_STEPS, DC_CHROMINANCE, AC_CHROMINANCE);
const COMPONENTS = [LUMINANCE, CHROMINANCE, CHROMINANCE];

function component(base: number[], dc: HuffmanTable, ac: HuffmanTable): Component {
  const scale = 200 - 2 * QUALITY;
  const steps = base.map((step) => Math.min(255, Math.max(1, Math.floor((step * scale + 50) / 100))));
  const divisors = Float64Array.from(steps, (step, i) => 1 / (step * GAINS[i >> 3]! * GAINS[i & 7]! * 8));
  return { steps, divisors, dc: codes(dc), ac: codes(ac) };
}

function codes({ counts, symbols }: HuffmanTable): Codes {
  const table = { code: new Uint16Array(256), bits: new Uint8Array(256) };
  let code = 0;
  let at = 0;
  for (const [length, count] of counts.entries()) {
    for (let i = 0; i < count; i++, code++, at++) {
      table.code[symbols[at]!] = code;
      table.bits[symbols[at]!] = length + 1;
    }
    code <<= 1;
  }
  return table;
}

/** RGB to Y, Cb, Cr, each about zero. */
function readBlocks(pixels: Uint8Array, size: number, top: number, left: number, blocks: Blocks): void {
  const [y, cb, cr] = blocks;
  for (let row = 0, i = 0; row < 8; row++) {
    for (let col = 0, at = ((top + row) * size + left) * 3; col < 8; col++, i++, at += 3) {
      const r = pixels[at]!;
      const g = pixels[at + 1]!;
      const b = pixels[at + 2]!;
      y[i] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
      cb[i] = -0.168735892 * r - 0.331264108 * g + 0.5 * b;
      cr[i] = 0.5 * r - 0.418687589 * g - 0.081312411 * b;
    }
  }
}

const quantised = new Int32Array(64);
const ORDER = Uint8Array.from(ZIGZAG);

/** Transform, quantise and code one block; returns its DC value, from which the next one is counted. */
function writeBlock(writer: BitWriter, block: Float64Array, lastDc: number, { divisors, dc, ac }: Component): number {
  for (let row = 0; row < 64; row += 8) transform(block, row, 1);
  for (let col = 0; col < 8; col++) transform(block, col, 8);
  let end = 1;
  for (let n = 0; n < 64; n++) {
    const at = ORDER[n]!;
    const scaled = block[at]! * divisors[at]!;
    // Assigning to an Int32Array truncates.
    quantised[n] = scaled < 0 ? scaled - 0.5 : scaled + 0.5;
    if (quantised[n] !== 0) end = n + 1;
  }
  writeValue(writer, quantised[0]! - lastDc, 0, dc);
  let zeros = 0;
  for (let n = 1; n < end; n++) {
    const value = quantised[n]!;
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) writer.put(ac.code[0xf0]!, ac.bits[0xf0]!);
    writeValue(writer, value, zeros, ac);
    zeros = 0;
  }
  if (end < 64) writer.put(ac.code[0]!, ac.bits[0]!);
  return quantised[0]!;
}

/** A symbol (run of zeros, number of bits), then the value's bits; negative values count down from all ones. */
function writeValue(writer: BitWriter, value: number, zeros: number, { code, bits }: Codes): void {
  const size = 32 - Math.clz32(Math.abs(value));
  const symbol = (zeros << 4) | size;
  writer.put(code[symbol]!, bits[symbol]!);
  if (size > 0) writer.put(value < 0 ? value + (1 << size) - 1 : value, size);
}

/** Eight-point forward DCT in place, scaled by GAINS (Arai, Agui and Nakajima, 1988). */
function transform(d: Float64Array, at: number, step: number): void {
  // Plain constants: a destructured array here would be made a million times a second.
  const i1 = at + step;
  const i2 = i1 + step;
  const i3 = i2 + step;
  const i4 = i3 + step;
  const i5 = i4 + step;
  const i6 = i5 + step;
  const i7 = i6 + step;
  const s07 = d[at]! + d[i7]!;
  const d07 = d[at]! - d[i7]!;
  const s16 = d[i1]! + d[i6]!;
  const d16 = d[i1]! - d[i6]!;
  const s25 = d[i2]! + d[i5]!;
  const d25 = d[i2]! - d[i5]!;
  const s34 = d[i3]! + d[i4]!;
  const d34 = d[i3]! - d[i4]!;

  const e0 = s07 + s34;
  const e3 = s07 - s34;
  const e1 = s16 + s25;
  const e2 = (s16 - s25 + e3) * Math.SQRT1_2;
  d[at] = e0 + e1;
  d[i4] = e0 - e1;
  d[i2] = e3 + e2;
  d[i6] = e3 - e2;

  const o0 = d34 + d25;
  const o1 = (d25 + d16) * Math.SQRT1_2;
  const o2 = d16 + d07;
  const turn = (o0 - o2) * 0.382683433;
  const z2 = 0.5411961 * o0 + turn;
  const z4 = 1.306562965 * o2 + turn;
  d[i5] = d07 - o1 + z2;
  d[i3] = d07 - o1 - z2;
  d[i1] = d07 + o1 + z4;
  d[i7] = d07 + o1 - z4;
}

function header(size: number): Buffer {
  const table = (id: number, { counts, symbols }: HuffmanTable) => segment(0xc4, [id, ...counts, ...symbols]);
  const steps = (id: number, { steps }: Component) => segment(0xdb, [id, ...ZIGZAG.map((at) => steps[at]!)]);
  const [high, low] = [size >> 8, size & 255];
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    segment(0xe0, [...Buffer.from("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    steps(0, LUMINANCE),
    steps(1, CHROMINANCE),
    segment(0xc0, [8, high, low, high, low, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1]),
    table(0x00, DC_LUMINANCE),
    table(0x10, AC_LUMINANCE),
    table(0x01, DC_CHROMINANCE),
    table(0x11, AC_CHROMINANCE),
    segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]),
  ]);
}

function segment(marker: number, content: number[]): Buffer {
  const length = content.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 255, ...content]);
}

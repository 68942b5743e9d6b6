import type { Columns } from "./columns.ts";

// version u8 · step coding u8 · time coding u8 · 0 u8 · count u32 · values f64 × count · steps · times, little-endian.
// Whole numbers are written as first f64, first difference f64, then how much each further difference differs from the
// one before, as a zigzag varint: nothing at all when they never do, plain f64 where a varint could not be exact.

const VERSION = 1;
const HEADER = 8;
const EVEN = 0;
const VARINT = 1;
const PLAIN = 2;
/** Doubled by zigzag, this is still exact. */
const MAX_EXACT = 2 ** 50;

/** Points → bytes, exactly. Throws when there is none. */
export function encodeColumns({ step, time, value }: Columns): Buffer {
  const count = step.length;
  if (count === 0) throw new Error("expected at least one point to encode");
  const out = Buffer.allocUnsafe(HEADER + 3 * 8 * (count + 1));
  out[0] = VERSION;
  out[3] = 0;
  out.writeUInt32LE(count, 4);
  Buffer.from(value.buffer, value.byteOffset, value.byteLength).copy(out, HEADER);
  const steps = writeWhole(out, HEADER + 8 * count, step);
  out[1] = steps.coding;
  const times = writeWhole(out, steps.end, time);
  out[2] = times.coding;
  // A copy of the right size: the buffer is the room that the worst case would need.
  return Buffer.from(out.subarray(0, times.end));
}

/** Bytes → points. Throws when the bytes are of another version or too few. */
export function decodeColumns(bytes: Buffer): Columns {
  if (bytes[0] !== VERSION) throw new Error(`expected points in coding ${VERSION}, found ${bytes[0]}`);
  const count = bytes.readUInt32LE(4);
  const steps = readWhole(bytes, HEADER + 8 * count, { count, coding: bytes[1]! });
  const times = readWhole(bytes, steps.end, { count, coding: bytes[2]! });
  return { step: steps.values, time: times.values, value: readPlain(bytes, HEADER, count) };
}

function writeWhole(out: Buffer, at: number, values: Float64Array): { coding: number; end: number } {
  const coding = codingOf(values);
  if (coding === PLAIN) {
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).copy(out, at);
    return { coding, end: at + values.byteLength };
  }
  let end = out.writeDoubleLE(values[0]!, at);
  if (values.length === 1) return { coding, end };
  let difference = values[1]! - values[0]!;
  end = out.writeDoubleLE(difference, end);
  if (coding === EVEN) return { coding, end };
  for (let i = 2; i < values.length; i++) {
    const next = values[i]! - values[i - 1]!;
    const change = next - difference;
    difference = next;
    let rest = change < 0 ? -2 * change - 1 : 2 * change;
    for (; rest >= 128; rest = Math.floor(rest / 128)) out[end++] = (rest % 128) + 128;
    out[end++] = rest;
  }
  return { coding, end };
}

function codingOf(values: Float64Array): number {
  let coding = EVEN;
  for (let i = 1; i < values.length; i++) {
    const difference = values[i]! - values[i - 1]!;
    if (Math.abs(difference) > MAX_EXACT / 2) return PLAIN;
    if (i > 1 && difference !== values[i - 1]! - values[i - 2]!) coding = VARINT;
  }
  return coding;
}

type Read = { values: Float64Array; end: number };

function readWhole(bytes: Buffer, at: number, { count, coding }: { count: number; coding: number }): Read {
  if (coding === PLAIN) return { values: readPlain(bytes, at, count), end: at + 8 * count };
  const values = new Float64Array(count);
  values[0] = bytes.readDoubleLE(at);
  if (count === 1) return { values, end: at + 8 };
  let difference = bytes.readDoubleLE(at + 8);
  let end = at + 16;
  values[1] = values[0]! + difference;
  for (let i = 2; i < count; i++) {
    if (coding === VARINT) {
      let byte = bytes[end++]!;
      let zigzag = byte % 128;
      for (let scale = 128; byte >= 128; scale *= 128) {
        byte = bytes[end++]!;
        zigzag += (byte % 128) * scale;
      }
      difference += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    }
    values[i] = values[i - 1]! + difference;
  }
  return { values, end };
}

/** A copy, because the bytes may lie where no float64 can be looked at. */
function readPlain(bytes: Buffer, at: number, count: number): Float64Array {
  const from = bytes.byteOffset + at;
  return new Float64Array(bytes.buffer.slice(from, from + 8 * count) as ArrayBuffer);
}

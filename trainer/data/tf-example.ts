import protobuf from "protobufjs/minimal.js";
import { RecordError } from "./data-error.ts";

/** One feature of a tf.train.Example: a list of byte strings, of float32 or of int64. */
export type Feature =
  | { kind: "bytes"; values: Uint8Array[] }
  | { kind: "float"; values: Float32Array }
  | { kind: "int64"; values: BigInt64Array };

export type Example = Map<string, Feature>;

/**
 * Decode a serialised tf.train.Example. Packed and unpacked lists are read; byte strings are views into the input.
 * @throws RecordError when the bytes are none
 */
export function decodeExample(bytes: Uint8Array): Example {
  try {
    return decode(bytes);
  } catch (error) {
    throw new RecordError(`it is no tf.train.Example: ${(error as Error).message}`);
  }
}

function decode(bytes: Uint8Array): Example {
  const example: Example = new Map();
  for (const [field, features] of messages(bytes)) {
    if (field !== 1) continue;
    for (const [entryField, entry] of messages(features)) {
      if (entryField !== 1) continue;
      let key = "";
      let value: Feature = { kind: "bytes", values: [] };
      for (const [part, payload] of messages(entry)) {
        if (part === 1) key = Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString("utf8");
        else if (part === 2) value = decodeFeature(payload);
      }
      example.set(key, value);
    }
  }
  return example;
}

/** Serialise a tf.train.Example: keys sorted and number lists packed, so that equal content gives equal bytes. */
export function encodeExample(example: Example): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(tag(1, LENGTH)).fork();
  for (const key of [...example.keys()].sort()) {
    writer.uint32(tag(1, LENGTH)).fork();
    writer.uint32(tag(1, LENGTH)).string(key);
    writer.uint32(tag(2, LENGTH)).fork();
    encodeFeature(writer, example.get(key)!);
    writer.ldelim().ldelim();
  }
  return writer.ldelim().finish();
}

const LENGTH = 2;
const FIXED32 = 5;
const LIST_FIELD = { bytes: 1, float: 2, int64: 3 } as const;

function tag(field: number, wire: number): number {
  return (field << 3) | wire;
}

/** The length-delimited fields of a message; fields of other wire types are passed over. */
function* messages(bytes: Uint8Array): Generator<[field: number, payload: Uint8Array]> {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const head = reader.uint32();
    if ((head & 7) === LENGTH) yield [head >>> 3, reader.bytes()];
    else reader.skipType(head & 7);
  }
}

function decodeFeature(bytes: Uint8Array): Feature {
  let feature: Feature = { kind: "bytes", values: [] };
  for (const [field, list] of messages(bytes)) {
    if (field === LIST_FIELD.bytes)
      feature = { kind: "bytes", values: Array.from(messages(list), ([, value]) => value) };
    else if (field === LIST_FIELD.float) feature = { kind: "float", values: decodeFloats(list) };
    else if (field === LIST_FIELD.int64) feature = { kind: "int64", values: decodeInt64s(list) };
  }
  return feature;
}

function decodeFloats(list: Uint8Array): Float32Array {
  const reader = protobuf.Reader.create(list);
  const parts: Float32Array[] = [];
  while (reader.pos < reader.len) {
    const head = reader.uint32();
    if ((head & 7) === LENGTH) {
      // Copied first: a Float32Array cannot look at bytes that do not start on a multiple of four.
      parts.push(new Float32Array(Uint8Array.from(reader.bytes()).buffer));
    } else if ((head & 7) === FIXED32) parts.push(Float32Array.of(reader.float()));
    else reader.skipType(head & 7);
  }
  if (parts.length === 1) return parts[0]!;
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function decodeInt64s(list: Uint8Array): BigInt64Array {
  const reader = protobuf.Reader.create(list);
  const values: bigint[] = [];
  while (reader.pos < reader.len) {
    const wire = reader.uint32() & 7;
    if (wire === LENGTH) {
      const end = reader.uint32() + reader.pos;
      while (reader.pos < end) values.push(readVarint(reader));
    } else if (wire === 0) values.push(readVarint(reader));
    else reader.skipType(wire);
  }
  return BigInt64Array.from(values);
}

/** protobufjs gives 64-bit numbers as doubles when no Long library is there; bigint keeps all 64 bits. */
function readVarint(reader: protobuf.Reader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    if (reader.pos >= reader.len) throw new RangeError("a varint runs past the end of its message");
    const byte = reader.buf[reader.pos++]!;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asIntN(64, value);
  }
  throw new RangeError("a varint is longer than ten bytes");
}

function encodeFeature(writer: protobuf.Writer, feature: Feature): void {
  writer.uint32(tag(LIST_FIELD[feature.kind], LENGTH)).fork();
  if (feature.kind === "bytes") {
    for (const value of feature.values) writer.uint32(tag(1, LENGTH)).bytes(value);
  } else if (feature.values.length > 0) {
    writer.uint32(tag(1, LENGTH));
    if (feature.kind === "float") writer.bytes(new Uint8Array(Float32Array.from(feature.values).buffer));
    else writer.bytes(Uint8Array.from(varints(feature.values)));
  }
  writer.ldelim();
}

function varints(values: BigInt64Array): number[] {
  const bytes: number[] = [];
  for (const value of values) {
    let rest = BigInt.asUintN(64, value);
    for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
  }
  return bytes;
}

import { inflateSync } from "node:zlib";
import { DataError, RecordError } from "./data-error.ts";
import type { FeatureSpec } from "./features.ts";
import { rawNumber } from "./raw-number.ts";
import type { Example, Feature } from "./tf-example.ts";

/** A feature of all steps. Numbers lie row by row: step t is data[t·width … (t+1)·width). Images stay encoded. */
export type Column =
  | { kind: "number"; width: number; data: Float32Array | Float64Array }
  | { kind: "image"; frames: Uint8Array[] }
  | { kind: "text"; values: string[] };

export type Metadata = Record<string, number | string>;
export type RawEpisode = { length: number; steps: Map<string, Column>; metadata: Metadata };

/**
 * An episode from its Example as features.json says. Keys lose their `steps/` or `episode_metadata/` prefix.
 * `wanted` limits the step features. Integers become doubles (exact to 2⁵³), booleans 0 or 1.
 */
export function readEpisode(example: Example, specs: FeatureSpec[], wanted?: (key: string) => boolean): RawEpisode {
  const steps = new Map<string, Column>();
  const metadata: Metadata = {};
  let length = -1;
  for (const spec of specs) {
    const key = spec.path.replace(/^(steps|episode_metadata)\//, "");
    const feature = example.get(spec.path);
    if (!feature || (spec.inSteps && wanted && !wanted(key))) continue;
    const column = readColumn(spec, feature);
    if (!spec.inSteps) {
      const value = column.kind === "image" ? undefined : firstValue(column);
      if (value !== undefined) metadata[key] = value;
      continue;
    }
    const count = rows(column);
    if (length >= 0 && count !== length) {
      throw new RecordError(
        `feature ${spec.path} has ${count} steps, the other features of the episode have ${length}`,
      );
    }
    length = count;
    steps.set(key, column);
  }
  return { length: Math.max(length, 0), steps, metadata };
}

function rows(column: Column): number {
  if (column.kind === "image") return column.frames.length;
  return column.kind === "text" ? column.values.length : column.data.length / column.width;
}

function firstValue(column: Exclude<Column, { kind: "image" }>): number | string | undefined {
  return column.kind === "text" ? column.values[0] : column.data[0];
}

function readColumn(spec: FeatureSpec, feature: Feature): Column {
  if (spec.kind === "unsupported") {
    throw new DataError(`feature ${spec.path} is a ${spec.encoding}; images, tensors, scalars and text can be read`);
  }
  if (spec.kind === "image") return { kind: "image", frames: bytesOf(spec, feature) };
  if (spec.kind === "text" || spec.dtype === "string" || spec.dtype === "object") {
    return { kind: "text", values: bytesOf(spec, feature).map((value) => Buffer.from(value).toString("utf8")) };
  }
  const width = spec.shape.reduce<number>((product, size) => product * (size ?? Number.NaN), 1);
  if (Number.isNaN(width)) {
    throw new DataError(
      `feature ${spec.path} has the shape [${spec.shape.map((n) => n ?? "?")}]; a fixed shape is needed`,
    );
  }
  const data =
    spec.encoding === "none" ? plainNumbers(spec, feature) : encodedNumbers(spec, bytesOf(spec, feature), width);
  if (data.length % width !== 0) {
    throw new RecordError(`feature ${spec.path} has ${data.length} numbers, a multiple of ${width} was expected`);
  }
  return { kind: "number", width, data };
}

function bytesOf(spec: FeatureSpec, feature: Feature): Uint8Array[] {
  if (feature.kind === "bytes") return feature.values;
  throw new RecordError(`feature ${spec.path} should hold byte strings, the record has ${feature.kind} numbers`);
}

function plainNumbers(spec: FeatureSpec, feature: Feature): Float32Array | Float64Array {
  if (feature.kind === "float") return feature.values;
  if (feature.kind === "int64") return Float64Array.from(feature.values, Number);
  if (feature.values.length === 0) return new Float32Array(0);
  throw new RecordError(`feature ${spec.path} should hold ${spec.dtype} numbers, the record has byte strings`);
}

/** Tensors written as raw little-endian bytes, one string a step, with or without zlib. */
function encodedNumbers(spec: FeatureSpec, strings: Uint8Array[], width: number): Float64Array {
  if (spec.encoding !== "zlib" && spec.encoding !== "bytes") {
    throw new DataError(`feature ${spec.path} has the encoding ${spec.encoding}; none, bytes and zlib can be read`);
  }
  const type = rawNumber(spec.dtype);
  if (!type)
    throw new DataError(`feature ${spec.path} has the type ${spec.dtype}, which cannot be read from raw bytes`);
  const values = new Float64Array(strings.length * width);
  for (const [row, string] of strings.entries()) {
    const raw = spec.encoding === "zlib" ? inflate(spec, string) : string;
    if (raw.byteLength !== width * type.bytes) {
      throw new RecordError(
        `feature ${spec.path} has ${raw.byteLength} bytes in step ${row}, ${width * type.bytes} were expected`,
      );
    }
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    for (let i = 0; i < width; i++) values[row * width + i] = type.read(view, i * type.bytes);
  }
  return values;
}

function inflate(spec: FeatureSpec, string: Uint8Array): Uint8Array {
  try {
    return inflateSync(string);
  } catch (error) {
    throw new RecordError(`feature ${spec.path} cannot be decompressed: ${(error as Error).message}`);
  }
}

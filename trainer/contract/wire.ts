// How columns of numbers travel: JSON has no typed arrays, and ten thousand numbers as text are slow to write and to read.
// Everything else stays the JSON that it was, so that curl and other languages need to know this one object alone.

/** In place of a Float64Array: its bytes, little-endian, in base64; in place of an object that looks like one: itself. */
type WireColumn = { $f64: string | { is: object } };

/** The transformer of the API: give it to server and client alike. */
export const wire = {
  serialize: (value: unknown): unknown => replace(value, packColumn),
  deserialize: (value: unknown): unknown => replace(value, unpackColumn),
};

function packColumn(value: object): WireColumn | undefined {
  if ("$f64" in value) return { $f64: { is: value } };
  if (!(value instanceof Float64Array)) return undefined;
  return { $f64: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
}

/** What is no column, whoever sent it, stays as it is. */
function unpackColumn(value: object): object | undefined {
  const { $f64: held } = value as Partial<WireColumn>;
  if (typeof held === "object") return held?.is;
  if (typeof held !== "string" || held.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(held)) return undefined;
  const bytes = fromBase64(held);
  return bytes.length % 8 === 0 ? new Float64Array(bytes.buffer) : undefined;
}

/** The value with everything that `swap` knows swapped; what holds none of it is not copied. */
function replace(value: unknown, swap: (value: object) => object | undefined): unknown {
  if (typeof value !== "object" || value === null) return value;
  const swapped = swap(value);
  if (swapped) return swapped;
  let copy: Record<string, unknown> | unknown[] | undefined;
  for (const key in value) {
    const old = (value as Record<string, unknown>)[key];
    if (typeof old !== "object") continue;
    const next = replace(old, swap);
    if (next === old) continue;
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    (copy as Record<string, unknown>)[key] = next;
  }
  return copy ?? value;
}

const PIECE = 0x8000;

function toBase64(bytes: Uint8Array): string {
  if (typeof Buffer !== "undefined")
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

/** Into memory of its own, where float64 may lie. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

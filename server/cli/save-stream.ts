import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";

export type SaveStream = { file: string; signal: AbortSignal; onBytes(bytes: number): void };

/** Write a response's body to a file that appears whole; returns its bytes. Nothing is left behind on failure. */
export async function saveStream(response: Response, { file, signal, onBytes }: SaveStream): Promise<number> {
  const temporary = `${file}.part-${process.pid}`;
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onBytes(bytes);
      done(null, chunk);
    },
  });
  try {
    await pipeline(readBody(response), count, createWriteStream(temporary), { signal });
    await rename(temporary, file);
    return bytes;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A response's body as a stream of this platform. */
export function readBody({ body }: Response): Readable {
  // The two declarations of the same web stream do not know each other.
  return body === null ? Readable.from([]) : Readable.fromWeb(body as ReadableStream);
}

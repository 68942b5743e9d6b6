import sharp from "sharp";
import { DataError } from "./data-error.ts";
import { type Picture, resizeLanczos } from "./resize.ts";

/**
 * Decode a JPEG or PNG to u8[size,size,3] (HWC, RGB), stretched with Lanczos-3 when its size differs.
 * An empty string is a padding image: black. Decoding runs in sharp's threads.
 */
export async function decodeImage(encoded: Uint8Array, size: number): Promise<Uint8Array> {
  if (encoded.length === 0) return new Uint8Array(size * size * 3);
  return resizeLanczos(await decodePicture(encoded), size);
}

async function decodePicture(encoded: Uint8Array): Promise<Picture> {
  configureSharp();
  try {
    const { data, info } = await sharp(encoded)
      .toColourspace("srgb")
      .removeAlpha()
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`3 channels were expected, it has ${info.channels}`);
    return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width: info.width, height: info.height };
  } catch (error) {
    const reason = error instanceof Error ? error.message : `${error}`;
    throw new DataError(`an image of ${encoded.length} bytes cannot be decoded: ${reason}`);
  }
}

let isConfigured = false;

/** Pictures are small and many: parallel over pictures, not inside one, and no cache of operations. */
export function configureSharp(): void {
  if (isConfigured) return;
  sharp.concurrency(1);
  sharp.cache(false);
  isConfigured = true;
}

import sharp from "sharp";
import { DataError } from "./data-error.ts";
import { imageSize } from "./image-size.ts";
import { type Picture, resizeLanczos } from "./resize.ts";

/**
 * Decode a JPEG or PNG to u8[size,size,3] (HWC, RGB), stretched with Lanczos-3 when its size differs.
 * An empty string is a padding image: black. Decoding runs in sharp's threads.
 */
export async function decodeImage(encoded: Uint8Array, size: number): Promise<Uint8Array> {
  if (encoded.length === 0) return new Uint8Array(size * size * 3);
  try {
    return resizeLanczos(await decode(encoded), size);
  } catch (error) {
    const reason = error instanceof Error ? error.message : `${error}`;
    throw new DataError(`an image of ${encoded.length} bytes cannot be decoded: ${reason}`);
  }
}

/**
 * `decodeImage` for a batch. Pictures of one size are decoded in one call, stacked: at 64 px the cost of a call is
 * several times that of the decoding (measured: half the CPU time).
 */
export async function decodeImages(encoded: Uint8Array[], size: number): Promise<Uint8Array[]> {
  const groups = new Map<string, Uint8Array[]>();
  for (const bytes of encoded) {
    const key = stackKey(bytes);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), bytes]);
  }
  const stacked = new Map<Uint8Array, Picture>();
  await Promise.all(
    [...groups.values()].map(async (pictures) => {
      for (const [i, picture] of (await decodeStack(pictures)).entries()) stacked.set(pictures[i]!, picture);
    }),
  );
  return Promise.all(
    encoded.map((bytes) => {
      const picture = stacked.get(bytes);
      return picture ? resizeLanczos(picture, size) : decodeImage(bytes, size);
    }),
  );
}

/** Equal for pictures that can be stacked. Beside 16-bit pictures 8-bit ones would be widened, and lose their values. */
function stackKey(encoded: Uint8Array): string | null {
  const found = imageSize(encoded);
  return found && found.bits <= 8 ? `${found.width}×${found.height}` : null;
}

/** Pictures of equal size, one above the other; none when one of them is damaged, so that it is found alone. */
async function decodeStack(encoded: Uint8Array[]): Promise<Picture[]> {
  if (encoded.length < 2) return [];
  try {
    const { data, width, height } = await decode(encoded);
    const each = { width, height: height / encoded.length };
    const bytes = each.width * each.height * 3;
    return Number.isInteger(each.height)
      ? encoded.map((_, i) => ({ ...each, data: data.subarray(i * bytes, (i + 1) * bytes) }))
      : [];
  } catch {
    return [];
  }
}

async function decode(encoded: Uint8Array | Uint8Array[]): Promise<Picture> {
  configureSharp();
  const input = Array.isArray(encoded) ? sharp(encoded, { join: { across: 1 } }) : sharp(encoded);
  const { data, info } = await input
    .toColourspace("srgb")
    .removeAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`3 channels were expected, it has ${info.channels}`);
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width: info.width, height: info.height };
}

let isConfigured = false;

/** Pictures are small and many: parallel over pictures, not inside one, and no cache of operations. */
function configureSharp(): void {
  if (isConfigured) return;
  sharp.concurrency(1);
  sharp.cache(false);
  isConfigured = true;
}

import { createRng } from "../rng.ts";
import { augmentImage, drawAugmentation } from "./augment.ts";
import { decodeImage, decodeImages } from "./image.ts";
import { type PixelNormalization, type PixelTables, pixelTables, writePixelValues } from "./pixel-values.ts";

/** The pictures of a batch, to be decoded, augmented and normalised; plain data, so that it can cross threads. */
export type PictureTask = {
  /** Encoded pictures one after another, `cameras` a sample, and how long each is; 0 is a camera that the platform lacks. */
  encoded: Uint8Array<ArrayBuffer>;
  bytes: Uint32Array;
  cameras: number;
  /** Side of the square result in pixels. */
  size: number;
  /** Absent: for DINOv2 and SigLIP. */
  pixels: PixelNormalization | undefined;
  /** One a sample: seeds its augmentation; null leaves its pictures as they are. */
  augmentKeys: (string | null)[];
};

/** pixelValues f32[B,C·n,H,W]; what stands in it for a picture that could not be decoded means nothing. */
export type PictureResult = { pixelValues: Float32Array<ArrayBuffer>; faults: PictureFault[] };
export type PictureFault = { sample: number; camera: number; reason: string };

/** A pure function of its task: the same numbers on any thread. */
export async function makePictures(task: PictureTask): Promise<PictureResult> {
  const { size, cameras } = task;
  const encoded = unpack(task);
  const { pictures, faults } = await decodeAll(encoded, task);
  const tables = tablesOf(task.pixels);
  const each = tables.length * size * size;
  const pixelValues = new Float32Array(pictures.length * each);
  for (const [i, picture] of pictures.entries()) {
    const key = task.augmentKeys[Math.floor(i / cameras)] ?? null;
    // A missing camera's black picture stays black.
    const isPlain = key === null || encoded[i]!.length === 0;
    const drawn = isPlain ? null : drawAugmentation(createRng(`${key}/${i % cameras}`));
    writePixelValues(drawn ? augmentImage(picture, size, drawn) : picture, pixelValues, i * each, tables);
  }
  return { pixelValues, faults };
}

/** Pictures one after another in one buffer, which can be handed to another thread without copying it again. */
export function packPictures(pictures: Uint8Array[]): Pick<PictureTask, "encoded" | "bytes"> {
  const bytes = Uint32Array.from(pictures, ({ length }) => length);
  const encoded = new Uint8Array(bytes.reduce((sum, count) => sum + count, 0));
  let at = 0;
  for (const picture of pictures) {
    encoded.set(picture, at);
    at += picture.length;
  }
  return { encoded, bytes };
}

function unpack({ encoded, bytes }: PictureTask): Uint8Array[] {
  let at = 0;
  return Array.from(bytes, (count) => {
    at += count;
    return encoded.subarray(at - count, at);
  });
}

async function decodeAll(encoded: Uint8Array[], { size, cameras }: PictureTask) {
  const faults: PictureFault[] = [];
  const pictures = await decodeImages(encoded, size).catch(() =>
    Promise.all(
      encoded.map((bytes, i) =>
        decodeImage(bytes, size).catch((error: Error) => {
          faults.push({ sample: Math.floor(i / cameras), camera: i % cameras, reason: error.message });
          return new Uint8Array(size * size * 3);
        }),
      ),
    ),
  );
  // They failed in the order in which decoding ended.
  faults.sort((a, b) => a.sample - b.sample || a.camera - b.camera);
  return { pictures, faults };
}

const known = new Map<string, PixelTables>();

/** A run has one normalisation; a task that came from another thread brings its own copy of it. */
function tablesOf(pixels: PixelNormalization | undefined): PixelTables {
  const key = JSON.stringify(pixels ?? null);
  const tables = known.get(key) ?? pixelTables(pixels);
  known.set(key, tables);
  return tables;
}

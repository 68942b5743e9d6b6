import sharp from "sharp";
import { z } from "zod";
import {
  addBrightness,
  centerCrop,
  cropAndResize,
  scaleContrast,
  scaleSaturation,
  shiftHue,
  toBytes,
  toUnit,
} from "#trainer/data/augment.ts";
import { decodeImage } from "#trainer/data/image.ts";
import { pixelTables, writePixelValues } from "#trainer/data/pixel-values.ts";
import { type GoldenCase, parseManifest } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { golden, matching } from "./tensors.ts";
import { toleranceOf } from "./tolerance.ts";

const Drawn = z.object({
  u: z.number(),
  brightness: z.number(),
  contrast: z.number(),
  saturation: z.number(),
  hue: z.number(),
});
const Augmentation = z.object({ config: z.looseObject({ params: z.array(Drawn), size: z.number() }) });

/** Resize, every operation of the augmentation with given draws, and the crop of evaluation. */
export async function checkAugmentation(found: GoldenCase, sheet: Sheet): Promise<void> {
  const { inputs, outputs, manifest } = found;
  const { params, size } = parseManifest(found, Augmentation).config;
  const tolerance = toleranceOf(manifest.tolerance, ["after_"], { abs: 1e-4 });
  const ofBytes = toleranceOf(manifest.tolerance, ["uint8"], { abs: 1 });
  for (const [i, { u, brightness, contrast, saturation, hue }] of params.entries()) {
    await sheet.part(`picture ${i}`, async () => {
      const raw = golden(inputs, `raw_${i}`);
      const decoded = await decodeImage(await asPng(raw.data as Uint8Array, raw.shape), size);
      sheet.compare(`resized_${i}`, decoded, { tolerance: ofBytes });
      const resized = golden(outputs, `resized_${i}`).data as Uint8Array;
      const x = cropAndResize(toUnit(resized), size, u, u);
      const compare = (name: string) => sheet.compare(`after_${name}_${i}`, x, { tolerance });
      compare("crop");
      addBrightness(x, brightness);
      compare("brightness");
      scaleContrast(x, contrast);
      compare("contrast");
      scaleSaturation(x, saturation);
      compare("saturation");
      shiftHue(x, hue);
      compare("hue");
      sheet.compare(`augmented_${i}`, toBytes(x), { tolerance: ofBytes });
      sheet.compare(`eval_center_crop_${i}`, centerCrop(resized, size), { tolerance: ofBytes });
    });
  }
}

const Colour = z.tuple([z.number(), z.number(), z.number()]);
const Processor = z.object({ config: z.looseObject({ means: z.array(Colour), stds: z.array(Colour) }) });

/** Pictures of the towers' size as their normalised channels, whatever the original would do with other sizes. */
export function checkProcessor(found: GoldenCase, sheet: Sheet): void {
  const { inputs, outputs, manifest } = found;
  const { means, stds } = parseManifest(found, Processor).config;
  const tables = pixelTables(means.map((mean, i) => ({ mean, std: stds[i]! })));
  const tolerance = toleranceOf(manifest.tolerance, ["image_0", ""], { abs: 1e-6 });
  for (const [output = "", , image = ""] of matching(outputs, /^([\w-]+)\.(image_\d+)$/)) {
    const { data, shape } = golden(inputs, image);
    const [channels = 0, height = 0, width = 0] = golden(outputs, output).shape;
    if (shape[0] !== height || shape[1] !== width) continue;
    const values = new Float32Array(channels * height * width);
    writePixelValues(data as Uint8Array, values, 0, tables);
    sheet.compare(output, values, { tolerance, group: "pictures of the towers' size" });
  }
  const why = "pictures come out of the data pipeline in the towers' size: there, as here, nothing resizes them again";
  const names = [...outputs.keys()].filter((name) => /^[\w-]+\.image_\d+$/.test(name));
  sheet.skip(names, "pictures of another size", why);
}

function asPng(pixels: Uint8Array, [height = 0, width = 0]: readonly number[]): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

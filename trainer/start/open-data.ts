import fs from "node:fs";
import path from "node:path";
import { platformConstants } from "../contract/config/data.ts";
import type { TrainConfig } from "../contract/config.ts";
import { findPreset } from "../contract/presets.ts";
import { type Dataset, openDataset } from "../data/dataset.ts";
import { towerPixels } from "../data/pixel-values.ts";
import { reportSkipped } from "../data/report-skipped.ts";
import type { Pretrained } from "../hf/load-pretrained.ts";
import { vlaShapes } from "../hf/vla-shapes.ts";
import { makeSampleDataset } from "../sample/write.ts";

type Options = {
  preset: string | null;
  dataDir: string;
  say: (line: string) => void;
  signal: AbortSignal;
  /** The model that the run starts from, which says how it wants its pictures. */
  base?: Pick<Pretrained, "dims" | "pixels"> | null;
};

/** Open a run's data sets; the sample data of a scoop preset is made first when it is absent. */
export async function openRunData(
  { data, model }: TrainConfig,
  { preset, dataDir, say, signal, base = null }: Options,
): Promise<Dataset> {
  const rootDir = path.resolve(dataDir, data.rootDir);
  const sample = preset ? findPreset(preset)?.sample : null;
  const isSample = sample && data.datasetName === `vela_scoop_${sample.size}`;
  if (isSample && !fs.existsSync(path.join(rootDir, data.datasetName))) {
    say(`making the sample data set ${data.datasetName} in ${rootDir}`);
    const onProgress = ({ done, total }: { done: number; total: number }) =>
      done % 50 === 0 && say(`sample data: ${done} of ${total} episodes`);
    await makeSampleDataset({ outDir: rootDir, ...sample, onProgress, signal });
  }
  return await openDataset({
    rootDir,
    datasetName: data.datasetName,
    platform: platformConstants(data.platform),
    imageSize: base?.dims.imageSize ?? model.size.imageSize,
    numImages: data.numImages,
    pixels: base?.pixels ?? towerPixels(base ? vlaShapes(base.dims).towers : model.towers),
    chunkEnd: data.chunkEnd,
    valFraction: data.valFraction,
    cacheDir: path.join(dataDir, "cache"),
    workers: data.workers,
    onCorrupt: data.skipCorrupt ? reportSkipped(say) : undefined,
  });
}

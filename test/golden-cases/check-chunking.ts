import { chunkStarts, writeChunk } from "#trainer/data/chunking.ts";
import { dimStatistics } from "#trainer/data/statistics.ts";
import { toFloat32 } from "#trainer/safetensors/dtype.ts";
import type { GoldenCase } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { golden, matching } from "./tensors.ts";
import { toleranceOf } from "./tolerance.ts";

/** Which frames start a chunk, their chunks, and numpy's statistics. */
export async function checkChunking({ inputs, outputs, manifest }: GoldenCase, sheet: Sheet): Promise<void> {
  const exact = toleranceOf(manifest.tolerance, ["exact"], { abs: 0 });
  const ofStatistics = toleranceOf(manifest.tolerance, ["stats"], { abs: 1e-6 });

  for (const [, name = ""] of matching(outputs, /^(\w+)\.action_chunks$/)) {
    await sheet.part(name, () => {
      const { data, shape } = golden(inputs, `${name}.action`);
      const [frames = 0, actionDim = 0] = shape;
      const actions = toFloat32(data);
      const [, chunk = 0] = golden(outputs, `${name}.action_chunks`).shape;
      const count = chunkStarts(frames, chunk, "drop");
      const chunks = new Float32Array(count * chunk * actionDim);
      for (let frame = 0; frame < count; frame++)
        writeChunk(actions, { frame, chunk, actionDim }, chunks, frame * chunk * actionDim);
      sheet.compare(`${name}.action_chunks`, chunks, { tolerance: exact });
      sheet.compare(
        `${name}.obs_index`,
        Int32Array.from({ length: count }, (_, i) => i),
        { tolerance: exact },
      );
      // Every frame that starts a chunk is a whole one: nothing of it is padding.
      sheet.compare(`${name}.pad_mask`, new Uint8Array(count).fill(1), { tolerance: exact });
    });
  }

  if (!inputs.has("stats.actions")) return;
  const { data, shape } = golden(inputs, "stats.actions");
  const width = shape[1]!;
  const rows = toFloat32(data);
  const middle = width * Math.floor(shape[0]! / 2);
  const found = dimStatistics([rows.subarray(0, middle), rows.subarray(middle)], width);
  for (const name of ["mean", "std", "min", "max", "q01", "q99"] as const)
    sheet.compare(`stats.${name}`, found[name], { tolerance: ofStatistics });
}

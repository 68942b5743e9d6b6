import { truncate } from "node:fs/promises";
import { expect, test } from "vitest";
import { openTiny } from "./tiny-dataset.ts";

const SPLITS = { train: [{ length: 6 }, { length: 5 }] };

test("pictures are the same from memory and from their file", async () => {
  const held = await openTiny(SPLITS);
  const read = await openTiny(SPLITS, { memoryBytes: 0 });
  for (const [i, { frames }] of held.episodes.train.entries()) {
    for (let frame = 0; frame < frames; frame++) {
      const expected = await held.images.frame(held.episodes.train[i]!, frame);
      expect(expected[0]!.length).toBeGreaterThan(50);
      expect(await read.images.frame(read.episodes.train[i]!, frame)).toEqual(expected);
    }
  }
});

test("a file that was cut since it was opened is said to be damaged", async () => {
  const { episodes, images } = await openTiny(SPLITS, { memoryBytes: 0 });
  const last = episodes.train[1]!;
  await truncate(last.shard.path, last.offset + 100);
  await expect(images.frame(last, 4)).rejects.toThrow(
    new RegExp(`corrupt record in ${last.shard.path} at byte ${last.offset}: a picture of \\d+ bytes is cut after 0`),
  );
});

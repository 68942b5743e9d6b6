import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, expect, test } from "vitest";
import { type PicturePool, picturePool } from "#trainer/data/picture-pool.ts";
import { type PictureTask, packPictures } from "#trainer/data/picture-task.ts";

const pools: PicturePool[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

test("threads give what the caller's own thread gives, whichever of them is asked", async () => {
  const expected = await Promise.all([1, 2, 3, 4, 5].map(async (value) => open(0).make(await task(value))));
  const threaded = open(2);
  const found = await Promise.all([1, 2, 3, 4, 5].map(async (value) => threaded.make(await task(value))));
  expect(found).toEqual(expected);
  expect(expected[0]!.pixelValues.length).toBe(2 * 2 * 6 * 64);
  expect(expected[0]).not.toEqual(expected[1]);
});

test("a picture that is none is named, on a thread too; the others are sound", async () => {
  const pictures = [await picture(1), Buffer.from("no picture"), new Uint8Array(), await picture(2)];
  for (const pool of [open(0), open(1)]) {
    const { pixelValues, faults } = await pool.make({ ...(await task(1)), ...packPictures(pictures) });
    expect(faults).toEqual([
      { sample: 0, camera: 1, reason: expect.stringContaining("an image of 10 bytes cannot be decoded") },
    ]);
    const last = (values: Float32Array) => values.slice((values.length * 3) / 4);
    const sound = await pool.make({ ...(await task(1)), ...packPictures(Array(4).fill(pictures[3])) });
    expect(last(pixelValues)).toEqual(last(sound.pixelValues));
  }
});

test("what is asked of closed threads fails with a reason", async () => {
  const pool = open(1);
  const asked = pool.make(await task(1));
  const failing = expect(asked).rejects.toThrow("the data threads were closed");
  await pool.close();
  await failing;
  await expect(pool.make(await task(2))).rejects.toThrow("the data threads were closed");
});

test("a task that cannot be done fails with the reason, the next one is done", async () => {
  const pool = open(1);
  const broken = { ...(await task(1)), size: 100_000 };
  await expect(pool.make(broken)).rejects.toThrow(RangeError);
  expect((await pool.make(await task(1))).faults).toEqual([]);
});

test.each(["nothing", "return", "close", "error"])(
  "under node --import tsx a process with threads ends by itself after %s",
  async (ending) => {
    const program = join(import.meta.dirname, "pool-program.ts");
    const child = spawn(process.execPath, ["--import", "tsx", program, ending], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    const [code] = await once(child, "close");
    expect({ code, output }).toEqual({
      code: ending === "error" ? 7 : 0,
      output: expect.stringContaining("16 samples"),
    });
  },
);

function open(workers: number): PicturePool {
  const pool = picturePool(workers);
  pools.push(pool);
  return pool;
}

/** Two samples of two cameras, augmented. */
async function task(value: number): Promise<PictureTask> {
  const pictures = await Promise.all([1, 2, 3, 4].map((i) => picture(10 * value + i)));
  const augmentKeys = [`${value}/a`, `${value}/b`];
  return { ...packPictures(pictures), cameras: 2, size: 8, pixels: undefined, augmentKeys };
}

function picture(value: number): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: 192 }, (_, i) => (i * value + 50) % 256);
  return sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } })
    .png()
    .toBuffer();
}

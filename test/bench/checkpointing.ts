// What gradient checkpointing saves and costs: npm run bench:checkpointing [-- --json FILE]
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { PLAIN_INIT, type VlaDims } from "#trainer/models/dims.ts";
import { applyVla, initVla, type VlaBatch } from "#trainer/models/vla.ts";
import { createRng } from "#trainer/rng.ts";
import { flatten } from "#trainer/tree.ts";
import { quantile, report } from "./report.ts";

const BATCH = 8;
const WORDS = 10;
const RUNS = 5;
const TOWER = { patch: 16, width: 128, depth: 9, heads: 4, mlp: 512 };
const DIMS: VlaDims = {
  imageSize: 128,
  numImages: 1,
  towers: "dinosiglip",
  dino: { ...TOWER, registers: 4 },
  siglip: TOWER,
  llama: { vocab: 400, width: 256, layers: 8, heads: 4, mlp: 688, rmsEps: 1e-6, ropeTheta: 10_000 },
  chunk: 8,
  actionDim: 7,
  proprioDim: null,
  headHidden: 256,
  film: null,
};

type Measured = { tensorMiB: number; processMiB: number; seconds: number; sum: number };

const mode = process.argv.find((argument) => argument.startsWith("--measure="))?.split("=")[1];
if (mode) console.log(JSON.stringify(await measure(mode === "recompute")));
else compare();

/** Each way in a process of its own: the memory of WebAssembly never shrinks. */
function compare(): void {
  const [kept, recomputed] = ["keep", "recompute"].map((way) => {
    const args = [...process.execArgv, fileURLToPath(import.meta.url), `--measure=${way}`];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`expected the measurement "${way}" to end, but it said: ${stderr}`);
    return JSON.parse(stdout.trim().split("\n").at(-1)!) as Measured;
  }) as [Measured, Measured];
  report("bench:checkpointing", {
    "peak of tensors, MiB, kept": kept.tensorMiB,
    "peak of tensors, MiB, recomputed": recomputed.tensorMiB,
    "peak of the process, MiB, kept": kept.processMiB,
    "peak of the process, MiB, recomputed": recomputed.processMiB,
    "forward and backward, s, kept": kept.seconds,
    "forward and backward, s, recomputed": recomputed.seconds,
    "gradients are the same": kept.sum === recomputed.sum ? "bit for bit" : `no: ${kept.sum} and ${recomputed.sum}`,
  });
}

async function measure(gradientCheckpointing: boolean): Promise<Measured> {
  await startWasm();
  const params = initVla(createRng(0), DIMS, { ...PLAIN_INIT, layerScale: 0.5 });
  const variables = [...flatten(params).values()];
  const batch = drawBatch();
  const before = tf.memory().numBytes;
  const differentiate = () =>
    tf.tidy(() => {
      const loss = () =>
        applyVla(params, batch, DIMS, { gradientCheckpointing }).actionsHidden.square().mean() as tf.Scalar;
      const { grads } = tf.variableGrads(loss, variables);
      return Object.values(grads).reduce((sum, gradient) => sum + gradient.abs().sum().dataSync()[0]!, 0);
    });
  const seconds: number[] = [];
  let sum = 0;
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    sum = differentiate();
    seconds.push((performance.now() - start) / 1000);
  }
  const processMiB = process.resourceUsage().maxRSS / 1024;
  const { peakBytes } = await tf.profile(() => {
    differentiate();
    return [];
  });
  return { tensorMiB: (peakBytes - before) / 2 ** 20, processMiB, seconds: quantile(seconds, 0.5), sum };
}

function drawBatch(): VlaBatch {
  const count = DIMS.chunk * DIMS.actionDim;
  const length = WORDS + count + 1;
  const row = <T>(value: (i: number) => T) =>
    Array.from({ length: BATCH }, () => Array.from({ length }, (_, i) => value(i)));
  const isAction = (i: number) => i >= WORDS && i < WORDS + count;
  const pixels = createRng("pixels");
  return {
    pixels: tf.tensor4d(
      Float32Array.from({ length: BATCH * 6 * DIMS.imageSize ** 2 }, () => pixels.normal()),
      [BATCH, 6, DIMS.imageSize, DIMS.imageSize],
    ),
    inputIds: tf.tensor2d(
      row((i) => i % 97),
      [BATCH, length],
      "int32",
    ),
    actionMask: tf.tensor2d(row((i) => Number(isAction(i)))),
    actionSlots: tf.tensor2d(
      Array.from({ length: BATCH }, () => Array.from({ length: count }, (_, i) => WORDS + i)),
      [BATCH, count],
      "int32",
    ),
  };
}

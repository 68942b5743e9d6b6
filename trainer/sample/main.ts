import { parseArgs } from "node:util";
import { z } from "zod";
import { makeSampleDataset } from "./write.ts";

const USAGE =
  "npx tsx trainer/sample/main.ts --out DIR [--size 64|128] [--episodes N] [--val-episodes N] [--seed N] [--home-share 0–1] [--no-wrist] [--progress json]";

const Arguments = z.object({
  out: z.string({ error: "--out DIR is needed: the folder that holds data sets" }).min(1),
  size: z
    .literal(["64", "128"], { error: "--size must be 64 or 128" })
    .default("64")
    .transform((s) => (s === "64" ? 64 : 128)),
  episodes: z.coerce.number({ error: "--episodes must be a whole number from 1" }).int().min(1).default(400),
  "val-episodes": z.coerce.number({ error: "--val-episodes must be a whole number from 1" }).int().min(1).default(60),
  seed: z.coerce.number({ error: "--seed must be a whole number from 0" }).int().min(0).default(0),
  "home-share": z.coerce.number({ error: "--home-share must be between 0 and 1" }).min(0).max(1).optional(),
  wrist: z.boolean().default(true),
  progress: z.literal("json", { error: "--progress can only be json" }).optional(),
});

/** Make the sample data set; progress and result are JSON lines on stdout. Exit code 2: the arguments do not fit. */
async function main(): Promise<void> {
  const args = readArguments();
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => abort.abort(new Error(`stopped by ${signal}`)));
  const { path, episodes, frames, bytes } = await makeSampleDataset({
    outDir: args.out,
    size: args.size,
    episodes: args.episodes,
    valEpisodes: args["val-episodes"],
    seed: args.seed,
    wrist: args.wrist,
    homeShare: args["home-share"],
    signal: abort.signal,
    onProgress: (progress) => args.progress && print(progress),
  });
  print({ path, episodes, frames, bytes });
}

function readArguments(): z.infer<typeof Arguments> {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      allowNegative: true,
      options: {
        out: text,
        size: text,
        episodes: text,
        "val-episodes": text,
        seed: text,
        "home-share": text,
        wrist: { type: "boolean" },
        progress: text,
      },
    });
    return Arguments.parse(values);
  } catch (error) {
    const reason = error instanceof z.ZodError ? error.issues.map(({ message }) => message).join("; ") : error;
    process.stderr.write(`${reason instanceof Error ? reason.message : reason}\nusage: ${USAGE}\n`);
    process.exit(2);
  }
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type LogLine, parseLogLine } from "#trainer/contract/log.ts";
import { makeSampleDataset } from "#trainer/sample/write.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

/** A data folder of its own with a small sample data set in it. */
export async function makeDataDir({ episodes = 12, valEpisodes = 6 } = {}): Promise<string> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "vela-trainer-"));
  await makeSampleDataset({
    outDir: path.join(dir, "datasets/rlds"),
    size: 64,
    episodes,
    valEpisodes,
    seed: 1,
    wrist: false,
  });
  return dir;
}

/** Settings that make scoop-tiny small enough for a test of the machinery (not of learning). */
export const QUICK = ["training.valFreq=100", "valFrames=32", "data.shuffleBufferSize=500"];

export type Trainer = {
  child: ChildProcess;
  dir: string;
  exited: Promise<{ code: number | null; output: string }>;
  lines(): LogLine[];
};

/** Start the real trainer as a process of its own. */
export function startTrainer(
  dataDir: string,
  {
    dir,
    settings = QUICK,
    preset = "scoop-tiny",
    args = [] as string[],
  }: { dir: string; settings?: string[]; preset?: string | null; args?: string[] },
): Trainer {
  const argv = [
    "--import",
    "tsx",
    "trainer/train.ts",
    ...(preset ? ["--preset", preset] : []),
    "--run-dir",
    dir,
    ...settings.flatMap((s) => ["--set", s]),
    ...args,
  ];
  const child = spawn(process.execPath, argv, {
    cwd: ROOT,
    env: { ...process.env, VELA_DATA: dataDir, VELA_ATTEMPT: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (chunk) => (output += chunk));
  const exited = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, output })),
  );
  return { child, dir, exited, lines: () => readLog(dir) };
}

/** All whole lines of a run's log; every one must be good. */
export function readLog(dir: string): LogLine[] {
  const file = path.join(dir, "metrics.jsonl");
  if (!fs.existsSync(file)) return [];
  const text = fs.readFileSync(file, "utf8");
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const parsed = parseLogLine(line);
      if (!parsed.ok) throw new Error(`${parsed.why} in ${line}`);
      return parsed.line;
    });
}

/** Resolves when a line satisfies `wanted`; fails when the trainer ends first. */
export async function untilLine(trainer: Trainer, wanted: (line: LogLine) => boolean): Promise<void> {
  let ended: string | null = null;
  void trainer.exited.then(({ output }) => (ended = output));
  while (!trainer.lines().some(wanted)) {
    if (ended !== null) throw new Error(`the trainer ended before the line came: ${ended}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

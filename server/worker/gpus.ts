import { execaSync } from "execa";

const LIMIT_MS = 10_000;

/** Indices of this machine's GPUs, as nvidia-smi counts them; none where there is no nvidia-smi. */
export function findGpus(program = "nvidia-smi"): number[] {
  const list = ["--query-gpu=index", "--format=csv,noheader"];
  const { failed, stdout } = execaSync(program, list, { reject: false, stdin: "ignore", timeout: LIMIT_MS });
  return failed ? [] : readIndices(stdout);
}

export function readIndices(text: string): number[] {
  return text.split("\n").flatMap((line) => (/^\s*\d+\s*$/.test(line) ? [Number(line)] : []));
}

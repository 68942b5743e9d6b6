import path from "node:path";
import { fileURLToPath } from "node:url";

const PROJECT_ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The trainer's only look at process.env. */
export const env = {
  /** Everything that Vela keeps. */
  get dataDir() {
    return path.resolve(process.env.VELA_DATA || path.join(PROJECT_ROOT, ".vela"));
  },
  /** Set by the worker's wrapper, which then records pid and exit itself; null when started by hand. */
  get attempt(): number | null {
    const value = Number(process.env.VELA_ATTEMPT);
    return Number.isInteger(value) && value > 0 ? value : null;
  },
  /** TensorFlow reads these as it loads. */
  limitNativeThreads(threads: number) {
    for (const name of ["TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"]) process.env[name] = String(threads);
  },
};

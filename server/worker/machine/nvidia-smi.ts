import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";

const LIMIT_MS = 5_000;
const AGAIN_MS = 60_000;

export type NvidiaSmi = (query: string) => Promise<string | null>;

/** A way to ask nvidia-smi; null where it is absent, fails or hangs, and it is left alone for a minute then. */
export function openNvidiaSmi({ program = "nvidia-smi", now = () => performance.now() } = {}): NvidiaSmi {
  const askFrom = new Map<string, number>();
  return async (query) => {
    if (now() < (askFrom.get(query) ?? 0)) return null;
    const answer = await ask(program, query);
    if (answer === null) askFrom.set(query, now() + AGAIN_MS);
    return answer;
  };
}

/** A driver that hangs holds even a killed nvidia-smi: its end is not waited for. */
async function ask(program: string, query: string): Promise<string | null> {
  const child = execa(program, [query, "--format=csv,noheader,nounits"], {
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
    reject: false,
    stdin: "ignore",
    stderr: "ignore",
  });
  const limit = new AbortController();
  const late = sleep(LIMIT_MS + 500, null, { signal: limit.signal }).catch(() => null);
  const result = await Promise.race([child, late]);
  limit.abort();
  if (result === null) {
    child.stdout?.destroy();
    child.unref();
    return null;
  }
  return result.failed ? null : result.stdout;
}

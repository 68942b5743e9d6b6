import { execa } from "execa";
import type { Git } from "#server/origin/git.ts";

const KEPT_BYTES = 64 * 1024;

/** git for reading: it takes no lock, asks for no password and fetches nothing. */
export function openGit(signal: AbortSignal, program = "git") {
  return (folder: string): Git =>
    async (args, { keepBytes = KEPT_BYTES } = {}) => {
      const child = execa(program, ["-c", "core.fsmonitor=false", "-C", folder, ...args], {
        buffer: { stdout: false },
        maxBuffer: { stderr: KEPT_BYTES },
        encoding: "buffer",
        cancelSignal: signal,
        forceKillAfterDelay: 500,
        reject: false,
        stdin: "ignore",
        env: ENVIRONMENT,
      });
      let bytes = 0;
      const kept: Buffer[] = [];
      child.stdout?.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= keepBytes) kept.push(chunk);
        else kept.length = 0;
      });
      const result = await child;
      if (!result.failed) return { ok: true, stdout: Buffer.concat(kept), bytes };
      const said = Buffer.from(result.stderr ?? "")
        .toString("utf8")
        .trim()
        .split("\n")[0];
      return { ok: false, error: (said || result.shortMessage || "git failed").slice(0, 300) };
    };
}

/** A worker that was itself started by git must not hand its repository on. */
const ENVIRONMENT = {
  LC_ALL: "C",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  GIT_NO_LAZY_FETCH: "1",
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_NAMESPACE: undefined,
  GIT_PREFIX: undefined,
  GIT_EXTERNAL_DIFF: undefined,
  GIT_DIFF_OPTS: undefined,
};

import { createHash } from "node:crypto";
import type { Git, GitAnswer } from "./git.ts";
import type { CodeOrigin } from "./origin.ts";

/** A larger diff is data, not code. */
export const DIFF_LIMIT_BYTES = 5 * 1024 * 1024;
const NAMES_KEPT = 200;
const STATUS_BYTES = 4 * 1024 * 1024;

/** Full object names and binary files, so that `git apply` takes it; no program that the repository names is run. */
const DIFF = ["diff", "--binary", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv", "HEAD"];

/** Which commit a folder is at and what differs from it; `diff` is null when nothing does or too much. */
export async function readCode(openGit: (folder: string) => Git, folder: string) {
  const top = line(await openGit(folder)(["rev-parse", "--show-toplevel"]));
  if ("error" in top) return { code: none(folder, top.error), diff: null };
  const git = openGit(top.text);
  const [head, branch, remote, status] = await Promise.all([
    git(["rev-parse", "--verify", "-q", "HEAD"]),
    git(["symbolic-ref", "--short", "-q", "HEAD"]),
    git(["remote", "get-url", "origin"]),
    git(["status", "--porcelain=v1", "-z", "--no-renames"], { keepBytes: STATUS_BYTES }),
  ]);
  if (!status.ok) return { code: none(top.text, status.error), diff: null };
  const { changed, untracked } = readStatus(status.stdout.toString("utf8"));
  const commit = textOf(head);
  const diff = commit !== null && changed > 0 ? await git(DIFF, { keepBytes: DIFF_LIMIT_BYTES }) : null;
  const code: CodeOrigin = {
    state: "git",
    folder: top.text,
    commit,
    branch: textOf(branch),
    remote: withoutCredentials(textOf(remote)),
    changed,
    untracked: { count: untracked.length, names: untracked.slice(0, NAMES_KEPT) },
    diff: diff?.ok ? describeDiff(diff) : null,
  };
  return { code, diff: code.diff?.kept && diff?.ok ? diff.stdout : null };
}

function describeDiff({ bytes, stdout }: Extract<GitAnswer, { ok: true }>) {
  const kept = bytes <= DIFF_LIMIT_BYTES;
  return { bytes, kept, sha256: kept ? createHash("sha256").update(stdout).digest("hex") : null };
}

/** Entries of `git status --porcelain=v1 -z`: two letters, a blank, a path. */
export function readStatus(text: string): { changed: number; untracked: string[] } {
  const entries = text.split("\0").filter((entry) => entry !== "");
  const untracked = entries.filter((entry) => entry.startsWith("?? ")).map((entry) => entry.slice(3));
  return { changed: entries.length - untracked.length, untracked };
}

/** A remote's address without user, password and query; paths and `git@host:path` stay as they are. */
export function withoutCredentials(address: string | null): string | null {
  if (address === null || !URL.canParse(address) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return address;
  const url = new URL(address);
  url.username = "";
  url.password = "";
  url.search = "";
  url.hash = "";
  return url.href;
}

function line(answer: GitAnswer): { text: string } | { error: string } {
  if (!answer.ok) return { error: answer.error };
  return { text: answer.stdout.toString("utf8").replace(/\n$/, "") };
}

function textOf(answer: GitAnswer): string | null {
  const found = line(answer);
  return "error" in found || found.text === "" ? null : found.text;
}

function none(folder: string, reason: string): CodeOrigin {
  return { state: "none", folder, reason };
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execaSync } from "execa";
import { expect, onTestFinished, test } from "vitest";
import type { CodeOrigin } from "#server/origin/origin.ts";
import { DIFF_LIMIT_BYTES, readCode, readStatus, withoutCredentials } from "#server/origin/read-code.ts";
import { openGit } from "#server/worker/origin/open-git.ts";

test("the diff that is kept turns the commit that is named into what lay there", async () => {
  const { folder, git } = makeRepository({ "a.py": "one\ntwo\n", "b.bin": Buffer.from([0, 1, 2, 255]) });
  writeFileSync(join(folder, "a.py"), "one\nthree\n");
  writeFileSync(join(folder, "b.bin"), Buffer.from([0, 9, 9, 255]));
  const { code, diff } = await read(folder);
  const clean = git("rev-parse", "HEAD");
  expect(inGit(code)).toMatchObject({ commit: clean, branch: "work", changed: 2, diff: { kept: true } });

  const other = join(makeFolder(), "copy");
  execaSync("git", ["clone", "-q", folder, other]);
  execaSync("git", ["-C", other, "apply", "-"], { input: diff! });
  expect(execaSync("git", ["-C", other, "hash-object", "a.py", "b.bin"]).stdout).toBe(
    git("hash-object", "a.py", "b.bin"),
  );
});

test("what is staged counts as changed, and files that git does not know are named", async () => {
  const { folder, git } = makeRepository({ "a.py": "one\n" });
  writeFileSync(join(folder, "a.py"), "staged\n");
  git("add", "a.py");
  writeFileSync(join(folder, "new file.py"), "");
  const { code, diff } = await read(folder);
  expect(inGit(code)).toMatchObject({ changed: 1, untracked: { count: 1, names: ["new file.py"] } });
  expect(diff?.toString()).toContain("+staged");
});

test("a diff over the limit is counted and not kept", async () => {
  const { folder } = makeRepository({ "big.txt": "small\n" });
  writeFileSync(join(folder, "big.txt"), "0123456789abcde\n".repeat(DIFF_LIMIT_BYTES / 16 + 1));
  const { code, diff } = await read(folder);
  expect(diff).toBeNull();
  expect(inGit(code).diff).toMatchObject({ kept: false, sha256: null });
  expect(inGit(code).diff!.bytes).toBeGreaterThan(DIFF_LIMIT_BYTES);
});

test("a clean checkout has no diff; a detached one no branch", async () => {
  const { folder, git } = makeRepository({ "a.py": "one\n" });
  git("checkout", "-q", "--detach");
  expect(inGit((await read(folder)).code)).toMatchObject({ changed: 0, diff: null, branch: null });
});

test("a folder without a repository, and one without a commit, say so", async () => {
  const bare = makeFolder();
  expect((await read(bare)).code).toMatchObject({ state: "none", folder: bare, reason: expect.stringMatching(/git/) });
  execaSync("git", ["init", "-q", bare]);
  expect((await read(bare)).code).toMatchObject({ state: "git", commit: null, diff: null });
});

test("no program that a repository's attributes name is run for the diff", async () => {
  const { folder, git } = makeRepository({ "a.py": "one\n", ".gitattributes": "*.py diff=evil\n" });
  const trace = join(folder, "..", "ran");
  git("config", "diff.evil.command", `touch ${trace}; true`);
  git("config", "diff.evil.textconv", `touch ${trace}; cat`);
  writeFileSync(join(folder, "a.py"), "two\n");
  const { diff } = await read(folder);
  expect(diff?.toString()).toContain("+two");
  expect(() => rmSync(trace)).toThrow("ENOENT");
});

test("a remote's address is kept without what opens it", () => {
  expect(withoutCredentials("https://me:secret@example.org/lab/vla.git?token=1#x")).toBe(
    "https://example.org/lab/vla.git",
  );
  expect(withoutCredentials("git@example.org:lab/vla.git")).toBe("git@example.org:lab/vla.git");
  expect(withoutCredentials("/srv/git/vla.git")).toBe("/srv/git/vla.git");
  expect(withoutCredentials(null)).toBeNull();
});

test("entries of git status are told apart", () => {
  expect(readStatus(" M a\0?? b c\0A  d\0")).toEqual({ changed: 2, untracked: ["b c"] });
  expect(readStatus("")).toEqual({ changed: 0, untracked: [] });
});

function read(folder: string) {
  return readCode(openGit(new AbortController().signal), folder);
}

function inGit(code: CodeOrigin) {
  if (code.state === "none") throw new Error(code.reason);
  return code;
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "vela-code-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A repository with one commit on the branch "work". */
function makeRepository(files: Record<string, string | Buffer>) {
  const folder = join(makeFolder(), "repository");
  execaSync("git", ["init", "-q", "-b", "work", folder]);
  const git = (...args: string[]) => execaSync("git", ["-C", folder, ...args]).stdout;
  git("config", "user.name", "A");
  git("config", "user.email", "a@example.org");
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  git("add", "-A");
  git("commit", "-q", "-m", "first");
  return { folder, git };
}

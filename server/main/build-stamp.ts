import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a build of the interface is made of. Processes beside it are not. */
const SOURCES = ["app", "server", "trainer/contract", "next.config.mjs", "package-lock.json", "tsconfig.json"];
const OUTSIDE = new Set(
  ["worker", "main", "main.ts", "web", "web.ts", "cli", "cli.ts", "demo.ts"].map((n) => `server/${n}`),
);

/** A digest of the sources of a build. */
export function hashSources(projectDir: string): string {
  const hash = createHash("sha256");
  for (const path of SOURCES) add(path);
  return hash.digest("hex");

  function add(path: string) {
    if (OUTSIDE.has(path)) return;
    const absolute = join(projectDir, path);
    const names = listFolder(absolute);
    if (names) for (const name of names) add(`${path}/${name}`);
    else if (existsSync(absolute)) hash.update(`${path}\0`).update(readFileSync(absolute)).update("\0");
  }
}

/** The digest that the build in .next was made from; null when there is no whole build. */
export function readStamp(projectDir: string): string | null {
  const next = join(projectDir, ".next");
  if (!existsSync(join(next, "BUILD_ID")) || !existsSync(join(next, STAMP))) return null;
  return readFileSync(join(next, STAMP), "utf8");
}

export function writeStamp(projectDir: string, digest: string) {
  writeFileSync(join(projectDir, ".next", STAMP), digest);
}

const STAMP = "vela-sources";

function listFolder(path: string): string[] | null {
  try {
    return readdirSync(path).sort();
  } catch {
    return null; // A file.
  }
}

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { SoftwareOrigin } from "./origin.ts";

/** Lock files by the tools that write them; the first that is there counts. */
const LOCK_FILES = [
  "package-lock.json",
  "uv.lock",
  "poetry.lock",
  "pdm.lock",
  "Pipfile.lock",
  "conda-lock.yml",
  "pnpm-lock.yaml",
  "yarn.lock",
  "requirements.txt",
  "environment.yml",
];
const LOCK_LIMIT_BYTES = 64 * 1024 * 1024;

/** Name and hash of the lock file in a folder. */
export function readLock(folder: string): SoftwareOrigin["lock"] {
  for (const file of LOCK_FILES) {
    const path = join(folder, file);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() && stats.size <= LOCK_LIMIT_BYTES)
      return { file, sha256: createHash("sha256").update(readFileSync(path)).digest("hex") };
  }
  return null;
}

const Named = z.record(z.string(), z.string()).default({});
const OwnPackage = z.object({ dependencies: Named, optionalDependencies: Named });
const Installed = z.object({ version: z.string() });

/** Versions of the libraries that a project asks for, as they are installed; absent ones are left out. */
export function readPackages(projectDir: string): Record<string, string> {
  const own = readJson(join(projectDir, "package.json"), OwnPackage);
  const names = Object.keys({ ...own?.dependencies, ...own?.optionalDependencies }).sort();
  const found = names.map(
    (name) => [name, readJson(join(projectDir, "node_modules", name, "package.json"), Installed)?.version] as const,
  );
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function readJson<S extends z.ZodType>(file: string, schema: S): z.infer<S> | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null; // An optional library that is not installed.
  }
}

import { createReadStream, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pack } from "tar-stream";

/** A folder as a tar stream below `title`, manifest.json first. Links are left out; nothing is held in memory. */
export function packFolder(folder: string, title: string): Readable {
  const tar = pack();
  addFiles(tar, folder, title)
    .then(() => tar.finalize())
    .catch((error: Error) => tar.destroy(error));
  // tar-stream's streams are not Node's own: through an iterator they end, fail and are given up as those are.
  return Readable.from(tar, { objectMode: false });
}

async function addFiles(tar: ReturnType<typeof pack>, folder: string, title: string) {
  for (const path of listFiles(folder, "")) {
    const absolute = join(folder, path);
    const { size, mtime } = lstatSync(absolute);
    const header = { name: `${title}/${path}`, size, mtime, mode: 0o644 };
    // A log that grows meanwhile is cut at the size in its header.
    if (size === 0) tar.entry(header, "");
    else await pipeline(createReadStream(absolute, { end: size - 1 }), tar.entry(header));
  }
}

/** Relative paths of all files, a folder's manifest.json before the rest. */
function listFiles(folder: string, prefix: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name))
    .flatMap((entry) => {
      const path = prefix + entry.name;
      if (entry.isDirectory()) return listFiles(join(folder, entry.name), `${path}/`);
      return entry.isFile() ? [path] : [];
    });
}

function rank(name: string): number {
  return name === "manifest.json" ? 0 : 1;
}

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type HostTensor, readSafetensorsHeader, readTensor, type SafetensorsHeader } from "../safetensors.ts";

/** The tensors of a model folder, still on disk. */
export type Shards = {
  dir: string;
  /** Shape by name, over all files. */
  shapes: ReadonlyMap<string, readonly number[]>;
  /** Names of the files, in order. */
  files: string[];
  read(name: string): Promise<HostTensor>;
};

const INDEX = "model.safetensors.index.json";
const WHOLE = "model.safetensors";

const Index = z.object({ weight_map: z.record(z.string(), z.string().regex(/^[^/\\]+\.safetensors$/)) });

/**
 * Read the headers of model.safetensors, or of the shards that its index names. Nothing else is read until asked for.
 * @throws Error naming absent files, and tensors that the index and its shards do not agree on
 */
export async function openShards(dir: string): Promise<Shards> {
  const present = await readdir(dir).catch(() => {
    throw new Error(`expected a model in ${dir}, but there is no such folder`);
  });
  if (present.includes(WHOLE)) return gather(dir, [await readSafetensorsHeader(join(dir, WHOLE))]);
  if (!present.includes(INDEX)) {
    throw new Error(`expected ${WHOLE} or ${INDEX} in ${dir}, but found ${present.sort().join(", ") || "nothing"}`);
  }
  const index = Index.safeParse(parseJson(await readFile(join(dir, INDEX), "utf8")));
  if (!index.success)
    throw new Error(`${join(dir, INDEX)} should map tensors to files: ${z.prettifyError(index.error)}`);
  const files = [...new Set(Object.values(index.data.weight_map))].sort();
  const absent = files.filter((file) => !present.includes(file));
  if (absent.length > 0) throw new Error(`${join(dir, INDEX)} names files that are absent: ${absent.join(", ")}`);
  const headers = await Promise.all(files.map((file) => readSafetensorsHeader(join(dir, file))));
  checkIndex(dir, index.data.weight_map, new Map(headers.map((header, i) => [files[i]!, header])));
  return gather(dir, headers);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return "no JSON";
  }
}

function checkIndex(dir: string, map: Record<string, string>, headers: Map<string, SafetensorsHeader>): void {
  const lacking = Object.entries(map).filter(([name, file]) => !headers.get(file)?.entries.has(name));
  if (lacking.length > 0) {
    const [name, file] = lacking[0]!;
    throw new Error(
      `${join(dir, INDEX)} puts ${name} into ${file}, which has no such tensor (${lacking.length} in all)`,
    );
  }
}

function gather(dir: string, headers: SafetensorsHeader[]): Shards {
  const homes = new Map<string, SafetensorsHeader>();
  for (const header of headers) {
    for (const name of header.entries.keys()) {
      const other = homes.get(name);
      if (other) throw new Error(`expected each tensor once, but ${name} is in ${other.path} and in ${header.path}`);
      homes.set(name, header);
    }
  }
  return {
    dir,
    files: headers.map(({ path }) => path),
    shapes: new Map([...homes].map(([name, { entries }]) => [name, entries.get(name)!.shape])),
    read: (name) => {
      const home = homes.get(name);
      if (!home) throw new Error(`expected a tensor ${name} in ${dir}, but it has ${homes.size} others`);
      return readTensor(home, name);
    },
  };
}

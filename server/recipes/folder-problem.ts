import { statSync } from "node:fs";
import { isAbsolute } from "node:path";
import type { Text } from "#trainer/contract/config/field.ts";

/** Why a path is no folder to work in; null when it is one. `field` is what the sentence calls it. */
export function folderProblem(field: string, path: string): Text | null {
  if (path.includes("\0") || !isAbsolute(path))
    return {
      en: `${field}: expected an absolute path of a folder, found ${JSON.stringify(path)}`,
      zh: `${field}：应为文件夹的绝对路径，当前为 ${JSON.stringify(path)}`,
    };
  if (isFolder(path)) return null;
  return {
    en: `${field}: expected a folder, found none at ${path}`,
    zh: `${field}：应为文件夹，而 ${path} 处没有文件夹`,
  };
}

/** Whether a path leads to a file. */
export function isFile(path: string): boolean {
  return find(path)?.isFile() ?? false;
}

function isFolder(path: string): boolean {
  return find(path)?.isDirectory() ?? false;
}

function find(path: string) {
  try {
    return statSync(path);
  } catch {
    return null; // Absent, or not ours to look into: of no use in either way.
  }
}

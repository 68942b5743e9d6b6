import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { DomainError } from "#server/errors.ts";
import type { Text } from "#trainer/contract/config/field.ts";

const MOST_BYTES = 256 * 1024;

/**
 * The text of a file with secrets; null when there is none. Throws PRECONDITION_FAILED for one that others may read, that
 * is too large, or that cannot be read; never with a word of it.
 */
export function readPrivateFile(file: string): string | null {
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw refuseFile({
      en: `${file}: expected a regular file, found: ${message}`,
      zh: `${file}：应为普通文件：${message}`,
    });
  }
  try {
    const stat = fstatSync(fd);
    const mode = (stat.mode & 0o777).toString(8).padStart(4, "0");
    if (!stat.isFile())
      throw refuseFile({ en: `${file}: expected a regular file, found another kind`, zh: `${file}：应为普通文件` });
    if (mode !== "0600")
      throw refuseFile({
        en: `${file}: expected mode 0600, so that nobody else reads it, found ${mode}: run chmod 600 on it`,
        zh: `${file}：权限应为 0600，以免他人读取，当前为 ${mode}：请对它执行 chmod 600`,
      });
    if (stat.size > MOST_BYTES)
      throw refuseFile({
        en: `${file}: expected at most ${MOST_BYTES} bytes, found ${stat.size}`,
        zh: `${file}：不能超过 ${MOST_BYTES} 字节，当前为 ${stat.size}`,
      });
    return readFileSync(fd, "utf8");
  } finally {
    closeSync(fd);
  }
}

/** The error for a private file that is not as it should be, in both languages. */
export function refuseFile({ en, zh }: Text): DomainError {
  return new DomainError("PRECONDITION_FAILED", en, { zh });
}

/** What is wrong with a private file, by what reading it throws; null when nothing is. */
export function fileProblem(read: () => unknown): Text | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return { en: error.message, zh: String(error.data.zh) };
    throw error;
  }
}

import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { DomainError } from "#server/errors.ts";
import type { Text } from "#trainer/contract/config/field.ts";

const MOST_BYTES = 256 * 1024;

/**
 * NAME=value lines of the secrets file, for the environment of a process at its start and for nothing else. None when
 * there is no file. Throws PRECONDITION_FAILED for one that others may read, or that cannot be read; never with a value.
 */
export function readSecrets(file: string): Record<string, string> {
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return {};
    throw refuse({
      en: `${file}: expected a regular file, found: ${message}`,
      zh: `${file}：应为普通文件：${message}`,
    });
  }
  try {
    const stat = fstatSync(fd);
    const mode = (stat.mode & 0o777).toString(8).padStart(4, "0");
    if (!stat.isFile())
      throw refuse({ en: `${file}: expected a regular file, found another kind`, zh: `${file}：应为普通文件` });
    if (mode !== "0600")
      throw refuse({
        en: `${file}: expected mode 0600, so that nobody else reads it, found ${mode}: run chmod 600 on it`,
        zh: `${file}：权限应为 0600，以免他人读取，当前为 ${mode}：请对它执行 chmod 600`,
      });
    if (stat.size > MOST_BYTES)
      throw refuse({
        en: `${file}: expected at most ${MOST_BYTES} bytes, found ${stat.size}`,
        zh: `${file}：不能超过 ${MOST_BYTES} 字节，当前为 ${stat.size}`,
      });
    return parse(file, readFileSync(fd, "utf8"));
  } finally {
    closeSync(fd);
  }
}

/** Why the secrets file is refused; null when it is fine or absent. */
export function secretsProblem(file: string): Text | null {
  try {
    readSecrets(file);
    return null;
  } catch (error) {
    if (error instanceof DomainError) return { en: error.message, zh: String(error.data.zh) };
    throw error;
  }
}

function parse(file: string, text: string): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)=([^\0]*)$/.exec(line);
    // The line itself may be a secret: its number must do.
    if (!match)
      throw refuse({
        en: `${file}: expected NAME=value, found something else in line ${i + 1}`,
        zh: `${file}：第 ${i + 1} 行应为 NAME=value`,
      });
    secrets[match[1]!] = unquoted(match[2]!.trim());
  }
  return secrets;
}

function unquoted(value: string): string {
  return /^(["']).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}

function refuse({ en, zh }: Text): DomainError {
  return new DomainError("PRECONDITION_FAILED", en, { zh });
}

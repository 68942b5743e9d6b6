import type { Text } from "#trainer/contract/config/field.ts";
import { fileProblem, readPrivateFile, refuseFile } from "./private-file.ts";

/**
 * NAME=value lines of the secrets file, for the environment of a process at its start and for nothing else. None when
 * there is no file. Throws PRECONDITION_FAILED for one that others may read, or that cannot be read; never with a value.
 */
export function readSecrets(file: string): Record<string, string> {
  return parse(file, readPrivateFile(file) ?? "");
}

/** Why the secrets file is refused; null when it is fine or absent. */
export function secretsProblem(file: string): Text | null {
  return fileProblem(() => readSecrets(file));
}

function parse(file: string, text: string): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)=([^\0]*)$/.exec(line);
    // The line itself may be a secret: its number must do.
    if (!match)
      throw refuseFile({
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

import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const PROJECT = process.cwd();
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

export type CliResult = { code: number; stdout: string; stderr: string };
export type CliOptions = { url: string; token?: string; lang?: string; cwd?: string; data?: string };

/** `vela …args` as a program of its own. */
export function runCli(
  args: string[],
  { url, token = "", lang = "C", cwd = PROJECT, data }: CliOptions,
): Promise<CliResult> {
  const env = { ...process.env, VELA_URL: url, VELA_TOKEN: token, LC_ALL: lang, LANG: lang, VELA_DATA: data ?? "" };
  const argv = ["--import", TSX, join(PROJECT, "server", "cli.ts"), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { env, cwd, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

/** What it prints with --json, parsed. */
export async function runJson(args: string[], options: CliOptions): Promise<unknown> {
  const { code, stdout, stderr } = await runCli([...args, "--json"], options);
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Lines of a table as its cells, the heads first. */
export function cells(table: string): string[][] {
  return table
    .trimEnd()
    .split("\n")
    .map((line) => line.trim().split(/ {2,}/));
}

import path from "node:path";
import { buildInterface } from "#server/main/build.ts";
import { findChromium, HOW_TO_GET_CHROMIUM, installChromium } from "./e2e/chromium.ts";

const BROWSER_TESTS = "test/e2e";

/** Runs once before all tests. The interface is built here, for two servers that build at once would disturb each other. */
export default async function setup() {
  if (!needsInterface(process.argv.slice(2))) return;
  if (!findChromium() && !installChromium()) console.log(HOW_TO_GET_CHROMIUM);
  const projectDir = path.resolve(import.meta.dirname, "..");
  await buildInterface({ projectDir, verbose: false, say: console.log, stop: new AbortController().signal });
}

/** Whether the files named on the command line, all when none is, include browser tests. */
function needsInterface(args: string[]): boolean {
  const named = args.filter((arg) => arg.startsWith("test/"));
  return named.length === 0 || named.some((arg) => arg.startsWith(BROWSER_TESTS) || BROWSER_TESTS.startsWith(arg));
}

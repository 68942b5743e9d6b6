import path from "node:path";
import { buildInterface } from "#server/main/build.ts";
import { findChromium, HOW_TO_GET_CHROMIUM, installChromium } from "./e2e/chromium.ts";

/** Runs once before all tests. The interface is built here, for two servers that build at once would disturb each other. */
export default async function setup() {
  if (!findChromium() && !installChromium()) console.log(HOW_TO_GET_CHROMIUM);
  const projectDir = path.resolve(import.meta.dirname, "..");
  await buildInterface({ projectDir, verbose: false, say: console.log, stop: new AbortController().signal });
}

import { findChromium, HOW_TO_GET_CHROMIUM, installChromium } from "./e2e/chromium.ts";

/** Runs once before all tests. */
export default function setup() {
  if (!findChromium() && !installChromium()) console.log(HOW_TO_GET_CHROMIUM);
}

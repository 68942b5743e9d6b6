import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

export const HOW_TO_GET_CHROMIUM =
  "no Chromium was found: install it (Debian: apt-get install chromium) or set VELA_CHROMIUM to its path; browser tests are skipped";

/** Flags that keep Chromium quiet on a closed network; root needs --no-sandbox. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** After this long what is waited for will not come: the wait ends, and says what it was for. */
export const HANG_MS = 300_000;

/** Path of a Chromium to test with, or null. */
export function findChromium(): string | null {
  const wanted = process.env.VELA_CHROMIUM;
  if (wanted) return fs.existsSync(wanted) ? wanted : null;
  return PLACES.find((place) => fs.existsSync(place)) ?? null;
}

/** Install Debian's Chromium where that is allowed: as root, with apt-get. Returns its path, or null. */
export function installChromium(): string | null {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || spawnSync("apt-get", ["--version"]).status !== 0) return null;
  try {
    console.log("browser tests need Chromium: installing Debian's");
    execFileSync("apt-get", ["update", "-qq"], { stdio: "ignore" });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"], {
      stdio: "ignore",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  } catch {
    return null;
  }
  return findChromium();
}

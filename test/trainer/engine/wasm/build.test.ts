import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

const WASM = path.resolve(import.meta.dirname, "../../../../trainer/engine/wasm");

test("the kernels that are committed are what their sources compile to", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "vela-kernels-"));
  try {
    execFileSync(process.execPath, ["--import", "tsx", path.join(WASM, "build.ts"), folder], { stdio: "pipe" });
    const files = fs.readdirSync(folder).sort();
    expect(files).toEqual(["kernels-fma.wasm", "kernels.wasm"]);
    for (const file of files) {
      const isSame = fs.readFileSync(path.join(folder, file)).equals(fs.readFileSync(path.join(WASM, file)));
      expect(isSame, `${file} is out of date: npm run build:kernels`).toBe(true);
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

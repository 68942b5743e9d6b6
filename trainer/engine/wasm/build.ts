// npm run build:kernels [-- FOLDER]: compiles kernels.as.ts to the two builds that are committed beside it.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const HERE = import.meta.dirname;
const ASC = path.join(createRequire(import.meta.url).resolve("assemblyscript/package.json"), "../bin/asc.js");

/** On the heap of tfjs, which it imports: no runtime, no memory of its own, and no checks. */
const OPTIONS = [
  ...["--runtime", "stub", "--importMemory", "--noExportMemory", "--initialMemory", "0", "--memoryBase", "0"],
  ...["--use", "abort=", "-O3", "--noAssert", "--enable", "simd"],
];

const BUILDS = { "kernels.wasm": [], "kernels-fma.wasm": ["--enable", "relaxed-simd"] };

const folder = path.resolve(process.argv[2] ?? HERE);
for (const [file, more] of Object.entries(BUILDS)) {
  const paths = [path.join(HERE, "kernels.as.ts"), "-o", path.join(folder, file)];
  execFileSync(process.execPath, [ASC, ...paths, ...OPTIONS, ...more], { stdio: "inherit" });
}

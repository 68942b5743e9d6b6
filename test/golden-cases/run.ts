import { basename } from "node:path";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { checkCase } from "./check-case.ts";
import { findCases, goldenRoot } from "./golden-case.ts";
import type { Finding } from "./sheet.ts";
import { showCase } from "./show-case.ts";

// Checks every golden case of the folder that VELA_GOLDEN names (test/golden without it) and says what it found.
const root = goldenRoot();
const dirs = await findCases(root).catch((error: Error) => {
  console.error(`the golden cases cannot be listed: ${error.message}`);
  return [];
});
await startWasm();
const all: Finding[] = [];
for (const dir of dirs) {
  const findings = await checkCase(dir);
  console.log(showCase(dir === root ? basename(dir) : dir.slice(root.length).replace(/^\/+/, ""), findings));
  all.push(...findings);
}
const count = (status: Finding["status"]) => all.filter((finding) => finding.status === status).length;
const outputs = (findings: Finding[]) => findings.reduce((sum, finding) => sum + finding.outputs, 0);
const left = all.filter(({ status }) => status === "skipped");
console.log(
  `${dirs.length} cases in ${root}: ${outputs(all) - outputs(left)} outputs compared, ${outputs(left)} not checked`,
);
console.log(`${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`);
if (dirs.length === 0) console.error(`expected folders with outputs.safetensors in ${root}, but there are none`);
process.exitCode = count("failed") > 0 || dirs.length === 0 ? 1 : 0;

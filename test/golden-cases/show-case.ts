import { usedShare } from "./compare-numbers.ts";
import type { Finding, WorstOutput } from "./sheet.ts";
import { showNumber, showTolerance } from "./tolerance.ts";

const MARKS = { passed: "ok  ", failed: "FAIL", skipped: "skip" } as const;

/** A case as lines of text: itself with its largest error, then each group of outputs. */
export function showCase(name: string, findings: Finding[]): string {
  const compared = findings.flatMap(({ worst, status }) => (worst && status !== "skipped" ? [worst] : []));
  const worst = compared.sort((a, b) => usedShare(b) - usedShare(a))[0];
  return [worst ? `${name}: ${showWorst(worst)}` : name, ...findings.map(showFinding), ""].join("\n");
}

function showFinding({ group, status, outputs, worst, message }: Finding): string {
  const counted = outputs === 0 ? "" : ` (${outputs})`;
  const said = [worst && showWorst(worst), message].filter(Boolean).join("; ");
  return `  ${MARKS[status]} ${group}${counted}${said ? `: ${said}` : ""}`;
}

function showWorst({ error, allowed, at, tolerance, rounding }: WorstOutput): string {
  const more = rounding > 0 ? ` + ${showNumber(rounding)} of float32 rounding` : "";
  const limit = `${showNumber(allowed)} allowed (${showTolerance(tolerance)}${more})`;
  return error === 0 ? `no error, ${limit}` : `largest error ${showNumber(error)} of ${limit}, at ${at}`;
}

import { expect, test } from "vitest";
import { decideEnd } from "#server/runs/decide-end.ts";

const said = (status: "finished" | "cancelled" | "failed") => ({ status, reason: `said ${status}` });
const code = (n: number) => ({ code: n, signal: null });
const signal = (name: string) => ({ code: null, signal: name });

const killed = (more: object) => ({ ...signal("SIGKILL"), ...more });

test.each([
  ["code 0 and an end line: what it says", code(0), said("finished"), false, "finished", "said finished"],
  ["the same, though a stop was asked", code(0), said("finished"), true, "finished", "said finished"],
  ["code 0 and cancelled", code(0), said("cancelled"), true, "cancelled", "said cancelled"],
  ["a stop was asked, whatever the code", code(1), null, true, "cancelled", "stopped on request"],
  ["a stop was asked, killed", signal("SIGKILL"), null, true, "cancelled", "stopped on request"],
  ["a stop was asked, gone without a trace", null, null, true, "cancelled", "stopped on request"],
  ["SIGTERM that nobody here asked for", signal("SIGTERM"), null, false, "preempted", "SIGTERM"],
  ["another code with an end line", code(3), said("failed"), false, "failed", "said failed"],
  ["another code though the line says finished", code(1), said("finished"), false, "failed", "exit code 1: words"],
  ["another code", code(7), null, false, "failed", "exit code 7: words"],
  ["killed", signal("SIGKILL"), null, false, "failed", "killed by SIGKILL, maybe for want of memory: words"],
  ["killed, kernel counted", killed({ oomKills: 1 }), null, false, "failed", "by the out-of-memory killer: words"],
  [
    "killed, kernel did not",
    killed({ oomKills: 0 }),
    null,
    false,
    "failed",
    "neither from here nor for want of memory",
  ],
  ["on a full disk", { ...code(1), diskFreeKilobytes: 8 }, null, false, "failed", "exit code 1, and the disk was full"],
  ["with room on the disk", { ...code(1), diskFreeKilobytes: 5000 }, null, false, "failed", "exit code 1: words"],
  ["code 0 without an end line", code(0), null, false, "finished", "exit code 0"],
  ["gone without exit.json", null, null, false, "lost", "no exit code"],
  ["gone without exit.json, though a line said finished", null, said("finished"), false, "lost", "no exit code"],
] as const)("%s", (_, exit, line, stopRequested, status, reason) => {
  const end = decideEnd({ exit, said: line, stopRequested, lastWords: "words" });
  expect(end.status).toBe(status);
  expect(end.reason).toContain(reason);
});

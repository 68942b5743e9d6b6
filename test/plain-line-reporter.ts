import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Tests that may be skipped where nothing else may: they need data sets that are not ours to ship. */
const MAY_SKIP = /real data/i;

/** Ends a run with one line that any tool can read. With VELA_NO_SKIPS set, a skipped test fails the run. */
export default class PlainLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    // A file that could not be collected counts as one failure: its tests never ran.
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    const skipped = tests.filter((test) => test.result().state === "skipped");
    const forbidden = process.env.VELA_NO_SKIPS ? skipped.filter((test) => !MAY_SKIP.test(test.fullName)) : [];
    for (const test of forbidden) console.error(`skipped, which counts as a failure here: ${whereIs(test)}`);
    if (forbidden.length > 0) process.exitCode = 1;
    console.log(
      `\n${count("passed")} passed, ${count("failed") + broken + forbidden.length} failed, ${skipped.length - forbidden.length} skipped`,
    );
  }
}

function whereIs(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

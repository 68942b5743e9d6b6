import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConsole } from "#server/artifacts/console.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

const TEXT = "loss 0.1 ✓\n损失 0.2 🤖\n".repeat(50);

test.each([1, 2, 3, 4, 5, 7, 64])("console parts of %i bytes join to the whole, characters never cut", (maxBytes) => {
  const { world, runId, size } = setUp();
  let text = "";
  let from = 0;
  // A part smaller than one character cannot move on; the reader asks for more then.
  for (let room = maxBytes; from < size; ) {
    const part = readConsole(world, { runId, from, maxBytes: room });
    room = part.to === from ? room + 1 : maxBytes;
    text += part.text;
    from = part.to;
  }
  expect(text).toBe(TEXT);
});

test("a negative start counts from the end and begins with a whole character", () => {
  const { world, runId, size } = setUp();
  for (let back = 1; back < 40; back++) {
    const { text, from, to } = readConsole(world, { runId, from: -back });
    expect(TEXT.endsWith(text)).toBe(true);
    expect([Buffer.byteLength(text), to]).toEqual([to - from, size]);
  }
});

test("a run that printed nothing has an empty console", () => {
  const world = makeWorld();
  const runId = queueProgram(world, "log-steps 1");
  expect(readConsole(world, { runId })).toEqual({ text: "", from: 0, to: 0, size: 0 });
});

function setUp() {
  const world = makeWorld();
  const runId = queueProgram(world, "log-steps 1");
  mkdirSync(world.paths.run(runId), { recursive: true });
  writeFileSync(runPaths(world.paths.run(runId)).output, TEXT);
  return { world, runId, size: Buffer.byteLength(TEXT) };
}

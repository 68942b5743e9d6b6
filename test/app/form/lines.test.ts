import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { buildConfig } from "#app/_form/build-config.ts";
import { linesText, pairsText, readLines, readPairs } from "#app/_form/lines.ts";
import { type JsonSchema, readSchema } from "#app/_form/read-schema.ts";
import { anyCommand } from "#server/recipes/any-command.ts";
import { openvlaOft } from "#server/recipes/openvla-oft.ts";

test("whatever a list holds comes back from its lines", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", " ", '"', "\n", "\r", "\t", "=", "\\", "中") })),
      (items) => {
        expect(readLines(linesText(items))).toEqual({ ok: true, items });
      },
    ),
  );
});

test("whatever values pairs have come back from their lines", () => {
  const value = fc.string({ unit: fc.constantFrom("a", " ", '"', "\n", "=", "\\", "中") });
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[A-Z_]{1,4}$/), value), (pairs) => {
      expect(readPairs(pairsText(pairs))).toEqual({ ok: true, pairs });
    }),
  );
});

test("empty lines are no items, and outer spaces do not count", () => {
  expect(readLines("python\r\n\n  --lr=1  \n\n")).toEqual({ ok: true, items: ["python", "--lr=1"] });
});

test.each([
  [readLines, 'a\n"b', { ok: false, line: 2, found: '"b' }],
  [readLines, '"a" b', { ok: false, line: 1, found: '"a" b' }],
  [readPairs, "A=1\nB", { ok: false, line: 2, found: "B" }],
  [readPairs, "=1", { ok: false, line: 1, found: "=1" }],
  [readPairs, "A=1\nA=2", { ok: false, line: 2, found: "A=2" }],
])("%o of %j names the line", (read, text, problem) => {
  expect(read(text)).toEqual(problem);
});

test("fields in no group share one, and every field of a recipe is drawn", () => {
  const [program, ...none] = readSchema(anyCommand.schema() as JsonSchema);
  expect(none).toEqual([]);
  expect(program).toMatchObject({ path: "", label: { en: "Program", zh: "程序" } });
  expect(program!.fields.map(({ path, kind }) => [path, kind.type])).toEqual([
    ["command", "lines"],
    ["workingDir", "text"],
    ["gpus", "number"],
    ["maxSteps", "number"],
    ["graceSeconds", "number"],
    ["environment", "pairs"],
  ]);
  const groups = readSchema(openvlaOft.schema() as JsonSchema);
  expect(groups.map(({ path }) => path)).toEqual([
    "launcher",
    "model",
    "data",
    "head",
    "film",
    "training",
    "lora",
    "wandb",
  ]);
  for (const { fields } of groups)
    for (const { label, help, path } of fields)
      if (path !== "head") expect([label.en, label.zh, help?.en, help?.zh].every(Boolean), path).toBe(true);
});

test("what is typed into the boxes becomes the config", () => {
  const groups = readSchema(anyCommand.schema() as JsonSchema);
  const edits = { command: 'python\n-c\n""\n', environment: "A=b c\n", maxSteps: "10" };
  const { config, problems } = buildConfig(groups, anyCommand.defaults(), edits);
  expect(problems).toEqual({});
  expect(config).toMatchObject({ command: ["python", "-c", ""], environment: { A: "b c" }, maxSteps: 10 });
  expect(buildConfig(groups, config, { command: " \n" }).problems).toEqual({ command: { code: "empty" } });
});

test("a list of other things than texts is not drawn", () => {
  const schema = z.toJSONSchema(z.object({ a: z.array(z.number()), b: z.record(z.string(), z.number()) }), {
    target: "draft-7",
  });
  expect(readSchema(schema as JsonSchema)).toEqual([]);
});

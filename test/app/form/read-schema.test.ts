import { expect, test } from "vitest";
import { z } from "zod";
import { allFields } from "#app/_form/field.ts";
import { type JsonSchema, readSchema } from "#app/_form/read-schema.ts";
import { TrainConfig } from "#trainer/contract/config.ts";
import { configPaths } from "#trainer/contract/overrides.ts";

const groups = readSchema(z.toJSONSchema(TrainConfig, { io: "input", target: "draft-7" }) as JsonSchema);
const custom = { head: { kind: "diffusion" }, data: { platform: { kind: "custom" } } };
const fields = allFields(groups, custom);
const kindOf = (path: string) => fields.find((field) => field.path === path)?.kind;

test("every value of a config that a user may set has a field", () => {
  const settable = new Set(fields.map(({ path, kind }) => (kind.type === "variant" ? `${path}.kind` : path)));
  expect(configPaths().filter((path) => !settable.has(path))).toEqual([]);
});

test("every field carries a label and a help in both languages", () => {
  for (const { path, label, help, kind } of fields) {
    expect(label.en && label.zh, path).toBeTruthy();
    if (kind.type !== "variant" || path !== "head") expect(help?.en && help.zh, path).toBeTruthy();
  }
});

test("groups keep the schema's order and nest", () => {
  expect(groups.map(({ path }) => path)).toEqual([
    "model",
    "data",
    "head",
    "film",
    "training",
    "lora",
    "energy",
    "run",
    "engine",
  ]);
  expect(groups[0]?.groups[0]?.groups.map(({ label }) => label.en)).toEqual([
    "DINOv2-like tower",
    "SigLIP-like tower",
    "Llama",
  ]);
});

test("bounds are read with their strictness", () => {
  expect(kindOf("training.learningRate")).toEqual({
    type: "number",
    isNullable: false,
    isInteger: false,
    min: { value: 0, isExclusive: true },
    max: { value: 1, isExclusive: false },
  });
  expect(kindOf("training.clipNorm")).toMatchObject({ type: "number", isNullable: true });
});

test("text that may be left empty says so", () => {
  expect(kindOf("model.vlaPath")).toMatchObject({ type: "text", isNullable: true });
  expect(kindOf("data.rootDir")).toMatchObject({ type: "text", isNullable: false });
});

test("words or a number, bare or under a key, are one mixed field", () => {
  expect(kindOf("run.resume")).toMatchObject({ type: "mixed", words: ["auto", "never"], key: null });
  expect(kindOf("training.keepCheckpoints")).toMatchObject({ type: "mixed", words: ["all", "latest"], key: "best" });
});

test("a discriminated union is a variant with the fields of each kind", () => {
  const platform = kindOf("data.platform");
  if (platform?.type !== "variant") throw new Error("data.platform is no variant");
  expect(platform.options.map(({ name, fields }) => [name, fields.length])).toEqual([
    ["libero", 0],
    ["aloha", 0],
    ["bridge", 0],
    ["custom", 5],
  ]);
});

import { expect, test } from "vitest";
import { z } from "zod";
import { allFields } from "#app/_form/field.ts";
import { decidingField, isIdle } from "#app/_form/group-state.ts";
import { type JsonSchema, readSchema } from "#app/_form/read-schema.ts";
import { TrainConfig } from "#trainer/contract/config.ts";

const groups = readSchema(z.toJSONSchema(TrainConfig, { io: "input", target: "draft-7" }) as JsonSchema);

test("groups that can be switched off, or are a choice of kind, have a field that decides", () => {
  const deciding = groups.flatMap((group) => decidingField(group)?.path ?? []);
  expect(deciding).toEqual(["head", "film.enabled", "lora.enabled", "energy.enabled"]);
});

test("fields of what is off do nothing, its switch itself does", () => {
  const config = TrainConfig.parse({ energy: { enabled: false } });
  const idle = allFields(groups, config).filter((field) => isIdle(field, config));
  expect(idle.map(({ path }) => path)).toContain("energy.negatives.noise");
  expect(idle.map(({ path }) => path)).toContain("film.mean");
  expect(new Set(idle.map(({ path }) => path.split(".")[0]))).toEqual(new Set(["film", "energy"]));
  expect(idle.map(({ path }) => path)).not.toContain("energy.enabled");
});

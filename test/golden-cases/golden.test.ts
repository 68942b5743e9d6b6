import { basename, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { checkCase } from "./check-case.ts";
import { findCases } from "./golden-case.ts";

beforeAll(startWasm);

/** What the original has and we do not compute, or not so: each with its reason in its checker. */
const NOT_COMPARED: Record<string, string[]> = {
  action_tokenizer: ["mask.inference_exclusion"],
  energy_model: ["kstep.bf16.*", "onestep.bf16.*"],
  image_processor: ["pictures of another size"],
  training_dynamics: ["energywarm", "nowarmup_decay12", "warmup5_decay12"].map((run) => `${run}.step_lr_logged`),
  vit_siglip_like: ["attn_pool_output"],
};

const cases = await findCases(join(import.meta.dirname, "..", "golden"));

test("there are cases", () => expect(cases.length).toBeGreaterThan(0));

test.each(cases.map((dir) => [basename(dir), dir] as const))(
  "%s: we compute what the original does",
  async (name, dir) => {
    const findings = await checkCase(dir);
    expect(findings.filter(({ status }) => status === "failed")).toEqual([]);
    const skipped = findings.filter(({ status }) => status === "skipped").map(({ group }) => group);
    expect(skipped.toSorted()).toEqual((NOT_COMPARED[name] ?? []).toSorted());
    expect(findings.some(({ status, outputs }) => status === "passed" && outputs > 0)).toBe(true);
  },
);

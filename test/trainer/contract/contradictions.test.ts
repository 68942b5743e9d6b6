import { expect, test } from "vitest";
import { TrainConfig } from "#trainer/contract/config.ts";

const scratch = { model: { vlaPath: null }, lora: { enabled: false } };
const custom = (more: object) => ({ platform: { kind: "custom", ...more } });

const CASES: [what: string, config: object, path: string, fields: string[]][] = [
  ["LoRA beside random weights", { lora: { enabled: true } }, "lora.enabled", ["lora.enabled", "model.vlaPath"]],
  [
    "flipping a gripper that is not there",
    { data: custom({ actionDim: 10 }), energy: { negatives: { gripperFlip: true } } },
    "energy.negatives.gripperFlip",
    ["energy.negatives.gripperFlip", "data.platform.actionDim"],
  ],
  [
    "shifting a chunk of one action in time",
    { data: custom({ chunk: 1 }), energy: { negatives: { temporalShift: true } } },
    "energy.negatives.temporalShift",
    ["energy.negatives.temporalShift", "data.platform.chunk"],
  ],
  [
    "a contrast without negatives",
    { training: { batchSize: 1 } },
    "training.batchSize",
    ["training.batchSize", "energy.enabled"],
  ],
  [
    "more sampling steps than noise levels",
    { head: { kind: "diffusion", diffusionTrainSteps: 10, diffusionInferenceSteps: 20 } },
    "head.diffusionInferenceSteps",
    ["head.diffusionInferenceSteps", "head.diffusionTrainSteps"],
  ],
  [
    "the best checkpoints without a validation",
    { training: { keepCheckpoints: { best: 2 } } },
    "training.keepCheckpoints",
    ["training.keepCheckpoints", "training.useValSet"],
  ],
  ["nothing to train", { energy: { enabled: false, only: true } }, "energy.only", ["energy.only", "energy.enabled"]],
  [
    "a data set that is never drawn from",
    { data: { datasetName: "one:1,two:0" } },
    "data.datasetName",
    ["data.datasetName", "two"],
  ],
];

test.each(CASES)("%s is refused in one sentence that names what collides", (_what, config, path, fields) => {
  const parsed = TrainConfig.safeParse({ ...scratch, ...config });
  expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  const [issue] = parsed.error!.issues;
  const { zh } = issue!.code === "custom" ? issue!.params! : {};
  for (const field of fields) for (const sentence of [issue!.message, zh]) expect(sentence).toContain(field);
});

test("a gripper that is known can be flipped", () => {
  for (const platform of [{ kind: "libero" }, { kind: "aloha" }, { kind: "custom", actionDim: 7 }]) {
    const config = { ...scratch, data: { platform }, energy: { negatives: { gripperFlip: true } } };
    expect(TrainConfig.safeParse(config).success, platform.kind).toBe(true);
  }
});

test("without an energy model its negatives do not matter", () => {
  const config = { ...scratch, data: custom({ actionDim: 10 }) };
  const energy = { enabled: false, negatives: { gripperFlip: true } };
  expect(TrainConfig.safeParse({ ...config, energy }).success).toBe(true);
});

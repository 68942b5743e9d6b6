import { z } from "zod";
import { DataConfig } from "./config/data.ts";
import { EnergyConfig } from "./config/energy.ts";
import { field } from "./config/field.ts";
import { ModelConfig } from "./config/model.ts";
import { TrainingConfig } from "./config/training.ts";

const L1Head = z.object({ kind: z.literal("l1") });

const RunConfig = z.object({
  resume: field(
    z.union([z.enum(["auto", "never"]), z.int().min(1)]).default("auto"),
    { en: "Resume", zh: "续训" },
    {
      en: "auto: go on from the newest complete checkpoint of this run when there is one. never: start over. A number: from that step.",
      zh: "auto：若本次运行已有完整检查点则从最新的继续；never：从头开始；数字：从该步继续。",
    },
  ),
});

const EngineConfig = z.object({
  backend: field(
    z.enum(["auto", "tensorflow-gpu", "tensorflow", "wasm"]).default("auto"),
    { en: "Engine", zh: "计算引擎" },
    {
      en: "auto takes the fastest that loads: TensorFlow on the GPU, TensorFlow on the CPU, else WebAssembly, which always works.",
      zh: "auto 选用能加载的最快引擎：GPU 上的 TensorFlow、CPU 上的 TensorFlow，否则 WebAssembly（总是可用）。",
    },
  ),
});

const group = (en: string, zh: string) => ({ label: { en, zh } });

/** Everything a training run depends on. Form, command line, check, stored config and help are derived from it. */
export const TrainConfig = z
  .object({
    model: ModelConfig.prefault({}).meta(group("Model", "模型")),
    data: DataConfig.prefault({}).meta(group("Data", "数据")),
    head: z.discriminatedUnion("kind", [L1Head]).prefault({ kind: "l1" }).meta(group("Action head", "动作头")),
    training: TrainingConfig.prefault({}).meta(group("Training", "训练")),
    energy: EnergyConfig.prefault({}).meta(group("Energy model", "能量模型")),
    run: RunConfig.prefault({}).meta(group("Run", "运行")),
    engine: EngineConfig.prefault({}).meta(group("Engine", "引擎")),
  })
  .superRefine((config, ctx) => {
    for (const [path, message] of contradictions(config)) ctx.addIssue({ code: "custom", path, message });
  });
export type TrainConfig = z.infer<typeof TrainConfig>;
export type TrainConfigInput = z.input<typeof TrainConfig>;

/** Combinations that make no sense, each in one sentence that names both fields. */
function contradictions({
  model: { size },
  training,
  energy,
  data,
}: z.infer<z.ZodObject<Shape>>): [string[], string][] {
  const found: [string[], string][] = [];
  const say = (path: string, message: string) => found.push([path.split("."), message]);
  for (const tower of ["dino", "siglip"] as const) {
    const { patch, width, heads } = size[tower];
    if (size.imageSize % patch !== 0)
      say(
        `model.size.${tower}.patch`,
        `model.size.imageSize ${size.imageSize} is not a multiple of model.size.${tower}.patch ${patch}`,
      );
    if (width % heads !== 0)
      say(
        `model.size.${tower}.heads`,
        `model.size.${tower}.width ${width} is not a multiple of model.size.${tower}.heads ${heads}`,
      );
  }
  if (size.dino.patch !== size.siglip.patch)
    say(
      "model.size.siglip.patch",
      `model.size.dino.patch ${size.dino.patch} and model.size.siglip.patch ${size.siglip.patch} differ, so the towers' patches cannot be joined`,
    );
  if (size.llama.width % (2 * size.llama.heads) !== 0)
    say(
      "model.size.llama.heads",
      `model.size.llama.width ${size.llama.width} is not a multiple of twice model.size.llama.heads ${size.llama.heads}`,
    );
  if (energy.enabled && energy.hidden % energy.heads !== 0)
    say("energy.heads", `energy.hidden ${energy.hidden} is not a multiple of energy.heads ${energy.heads}`);
  if (energy.enabled && training.batchSize < 2)
    say(
      "training.batchSize",
      `training.batchSize ${training.batchSize} leaves energy.enabled without negatives; in-batch swap needs at least 2`,
    );
  if (typeof training.keepCheckpoints === "object" && !training.useValSet)
    say(
      "training.keepCheckpoints",
      "training.keepCheckpoints best needs training.useValSet, for there is nothing to rank by",
    );
  if (training.valProbes && !training.useValSet)
    say("training.valProbes", "training.valProbes needs training.useValSet");
  if (data.rootDir.includes("\0")) say("data.rootDir", "data.rootDir contains a NUL character");
  return found;
}
type Shape = {
  model: typeof ModelConfig;
  data: typeof DataConfig;
  training: typeof TrainingConfig;
  energy: typeof EnergyConfig;
};

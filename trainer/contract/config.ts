import { z } from "zod";
import { contradictions } from "./config/contradictions.ts";
import { DataConfig } from "./config/data.ts";
import { EnergyConfig } from "./config/energy.ts";
import { FilmConfig } from "./config/film.ts";
import { HeadConfig } from "./config/head.ts";
import { LoraConfig } from "./config/lora.ts";
import { ModelConfig } from "./config/model.ts";
import { EngineConfig, RunConfig } from "./config/run.ts";
import { TrainingConfig } from "./config/training.ts";

const group = (en: string, zh: string) => ({ label: { en, zh } });

const Fields = z.object({
  model: ModelConfig.prefault({}).meta(group("Model", "模型")),
  data: DataConfig.prefault({}).meta(group("Data", "数据")),
  head: HeadConfig.prefault({ kind: "l1" }).meta(group("Action head", "动作头")),
  film: FilmConfig.prefault({}).meta(group("FiLM", "FiLM")),
  training: TrainingConfig.prefault({}).meta(group("Training", "训练")),
  lora: LoraConfig.prefault({}).meta(group("LoRA", "LoRA")),
  energy: EnergyConfig.prefault({}).meta(group("Energy model", "能量模型")),
  run: RunConfig.prefault({}).meta(group("Run", "运行")),
  engine: EngineConfig.prefault({}).meta(group("Engine", "引擎")),
});

/** Everything a training run depends on. Form, command line, check, stored config and help are derived from it. */
export const TrainConfig = Fields.superRefine((config, ctx) => {
  for (const [path, { en, zh }] of contradictions(config))
    ctx.addIssue({ code: "custom", path: path.split("."), message: en, params: { zh } });
});
export type TrainConfig = z.infer<typeof Fields>;
export type TrainConfigInput = z.input<typeof Fields>;

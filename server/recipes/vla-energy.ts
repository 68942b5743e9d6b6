import { z } from "zod";
import { TrainConfig, type TrainConfigInput } from "#trainer/contract/config.ts";
import { parseMixture } from "#trainer/contract/mixtures.ts";
import { mergeConfig } from "#trainer/contract/overrides.ts";
import { findPreset, PRESETS } from "#trainer/contract/presets.ts";
import { explainIssues } from "./explain-issues.ts";
import type { ModelShapes } from "./model-shapes.ts";
import type { CheckedConfig, Json, Recipe } from "./recipe.ts";
import { vlaEnergySize } from "./vla-energy-size.ts";

/** Our own trainer: trainer/train.ts. */
export const vlaEnergy = {
  name: "vla-energy",
  label: { en: "VLA with energy model", zh: "VLA 与能量模型" },
  about: {
    en: "Fine-tunes or trains a vision-language-action model and, beside it, an energy model that tells matching actions from swapped ones. Runs on this machine, in TypeScript.",
    zh: "微调或训练视觉-语言-动作模型，并同时训练能量模型以区分匹配与错配的动作。用 TypeScript 在本机运行。",
  },
  schema: () => z.toJSONSchema(TrainConfig, { io: "input", target: "draft-7" }) as Json,
  defaults: () => TrainConfig.parse({}),
  presets: () => PRESETS.map((preset) => ({ ...preset, config: TrainConfig.parse(preset.config) })),
  check,
  command: ({ node, runDir }) => [node, "--import", "tsx", "trainer/train.ts", "--run-dir", runDir],
  resumed(config, step) {
    const own = TrainConfig.parse(config);
    return { ...own, run: { ...own.run, resume: step ?? "auto" } };
  },
  data(config) {
    const { rootDir, datasetName } = TrainConfig.parse(config).data;
    const members = parseMixture(datasetName).map(({ name }) => name);
    const made = /^vela_scoop_(64|128)$/.exec(datasetName);
    const isOurRoot = rootDir === TrainConfig.parse({}).data.rootDir;
    if (!made || !isOurRoot) return { rootDir, name: datasetName, members, sample: null };
    const size = Number(made[1]) === 64 ? 64 : 128;
    const preset = PRESETS.find(({ sample }) => sample?.size === size);
    return { rootDir, name: datasetName, members, sample: { size, episodes: preset?.sample?.episodes ?? 400 } };
  },
  model: (config) => TrainConfig.parse(config).model.vlaPath,
  // "auto" takes a GPU where its engine loads, but need not have one.
  needs: (config) => ({ gpus: TrainConfig.parse(config).engine.backend === "tensorflow-gpu" ? 1 : 0 }),
  graceSeconds: () => null,
  steps: (config) => TrainConfig.parse(config).training.maxSteps,
  size: (config: Json, model: ModelShapes | null = null) => vlaEnergySize(TrainConfig.parse(config), model),
} satisfies Recipe;

function check({ preset, config }: { preset: string | null; config: unknown }): CheckedConfig {
  const base = preset === null ? undefined : findPreset(preset);
  if (preset !== null && !base) {
    const known = PRESETS.map(({ name }) => name).join(", ");
    const message = {
      en: `there is no preset "${preset}"; there are ${known}`,
      zh: `没有预设 "${preset}"；现有 ${known}`,
    };
    return { ok: false, issues: [{ path: "preset", message }] };
  }
  const given = z.record(z.string(), z.unknown()).safeParse(config ?? {});
  if (!given.success) {
    const message = { en: "config: expected an object", zh: "config：应为一个对象" };
    return { ok: false, issues: [{ path: "", message }] };
  }
  const whole = mergeConfig(base?.config ?? {}, given.data as TrainConfigInput);
  const parsed = TrainConfig.safeParse(whole);
  if (parsed.success) return { ok: true, config: parsed.data, preset };
  return { ok: false, issues: explainIssues(TrainConfig, whole) };
}

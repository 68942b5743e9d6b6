import type { Preset } from "../presets.ts";
import { LARGE_MODEL_NEEDS, LARGE_MODEL_WHY } from "./large-model.ts";

/** The original's ALOHA recipe (OpenVLA-OFT+, Table V). */
export const ALOHA: Preset = {
  name: "aloha",
  label: { en: "ALOHA, OpenVLA-OFT+", zh: "ALOHA（OpenVLA-OFT+）" },
  about: {
    en: `Fine-tunes openvla-7b with LoRA and FiLM on two-armed ALOHA demonstrations, as the original does: three cameras, proprio, chunks of 25 actions of 14 numbers, energy model beside it. ${LARGE_MODEL_NEEDS.en} Also the data set under the data root, about 50 GB of GPU memory, and 28 GB of disk for each of 10 checkpoints. Not run here: 100,000 steps of about 2·10¹⁴ operations take a GPU days to weeks. Expected: L1 below 0.01, and with FiLM a robot that follows the instruction. Command: npm run train -- --preset aloha`,
    zh: `与原版相同，用 LoRA 与 FiLM 在双臂 ALOHA 演示上微调 openvla-7b：三路相机、本体感知、每块 25 个 14 维动作，并训练能量模型。${LARGE_MODEL_NEEDS.zh}还需数据根目录下的数据集、约 50 GB 显存，10 个检查点每个占 28 GB 磁盘。未在此运行：100,000 步、每步约 2·10¹⁴ 次运算，GPU 需数天到数周。预期：L1 低于 0.01，且借助 FiLM 听从指令。命令：npm run train -- --preset aloha`,
  },
  why: [
    {
      path: "film.enabled",
      reason: {
        en: "On, as in OFT+: with several cameras its policies followed language poorly without it.",
        zh: "开启，与 OFT+ 相同：多路相机下，不用 FiLM 的策略难以听从语言。",
      },
    },
    {
      path: "training.batchSize",
      reason: { en: "4 a device, as the original.", zh: "与原版相同，每设备 4。" },
    },
    {
      path: "training.stepsBeforeDecay",
      reason: {
        en: "50,000 of 100,000 steps, as the original for its longest tasks.",
        zh: "100,000 步中的前 50,000 步，与原版最长的任务相同。",
      },
    },
    ...LARGE_MODEL_WHY,
  ],
  sample: null,
  config: {
    data: {
      datasetName: "aloha1_scoop_X_into_bowl_45_demos",
      platform: { kind: "aloha" },
      numImages: 3,
      useProprio: true,
    },
    film: { enabled: true },
    training: {
      batchSize: 4,
      learningRate: 5e-4,
      stepsBeforeDecay: 50_000,
      maxSteps: 100_000,
      saveFreq: 10_000,
      useValSet: true,
      valFreq: 10_000,
      precision: "bf16",
      gradientCheckpointing: true,
    },
    lora: { enabled: true, rank: 32 },
  },
};

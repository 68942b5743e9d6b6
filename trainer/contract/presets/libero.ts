import type { Preset } from "../presets.ts";
import { LARGE_MODEL_NEEDS, LARGE_MODEL_WHY } from "./large-model.ts";

/** The original's LIBERO recipe (OpenVLA-OFT, Table IV), one policy for all four suites. */
export const LIBERO: Preset = {
  name: "libero",
  label: { en: "LIBERO, OpenVLA-OFT", zh: "LIBERO（OpenVLA-OFT）" },
  about: {
    en: `Fine-tunes openvla-7b with LoRA on all four LIBERO suites, as the original does: L1 head, two cameras, proprio, energy model beside it. ${LARGE_MODEL_NEEDS.en} Also the four libero_…_no_noops data sets under the data root, about 41 GB of GPU memory, and 19 GB of disk for each of 15 checkpoints. Not run here: 150,000 steps of about 2·10¹⁴ operations take a GPU days to weeks. Expected: L1 below 0.01; the original reports 96.8 % success for one policy of all suites, after 300,000 steps with 8 such batches a step. Command: npm run train -- --preset libero`,
    zh: `与原版相同，用 LoRA 在 LIBERO 全部四个套件上微调 openvla-7b：L1 动作头、两路相机、本体感知，并训练能量模型。${LARGE_MODEL_NEEDS.zh}还需数据根目录下的四个 libero_…_no_noops 数据集、约 41 GB 显存，15 个检查点每个占 19 GB 磁盘。未在此运行：150,000 步、每步约 2·10¹⁴ 次运算，GPU 需数天到数周。预期：L1 低于 0.01；原版以每步 8 个这样的批次训练 300,000 步，单一策略在四个套件上的平均成功率为 96.8 %。命令：npm run train -- --preset libero`,
  },
  why: [
    {
      path: "data.numImages",
      reason: { en: "Third person and wrist, as the original.", zh: "与原版相同：第三人称与腕部相机。" },
    },
    {
      path: "training.maxSteps",
      reason: {
        en: "150,000 with the decay after 100,000, as the original's table says for each suite.",
        zh: "150,000 步，100,000 步后衰减，与原版各套件的设置相同。",
      },
    },
    ...LARGE_MODEL_WHY,
  ],
  sample: null,
  config: {
    data: {
      datasetName: "libero_4_task_suites_no_noops",
      platform: { kind: "libero" },
      numImages: 2,
      useProprio: true,
    },
    training: {
      batchSize: 8,
      learningRate: 5e-4,
      stepsBeforeDecay: 100_000,
      maxSteps: 150_000,
      saveFreq: 10_000,
      precision: "bf16",
      gradientCheckpointing: true,
    },
    lora: { enabled: true, rank: 32 },
  },
};

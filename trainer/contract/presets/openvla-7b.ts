import type { Preset } from "../presets.ts";
import { LARGE_MODEL_NEEDS, LARGE_MODEL_WHY } from "./large-model.ts";

/** The mission's defaults, with what openvla-7b needs to fit. */
export const OPENVLA_7B: Preset = {
  name: "openvla-7b",
  label: { en: "OpenVLA 7B, the mission's defaults", zh: "OpenVLA 7B（任务文档的默认值）" },
  about: {
    en: `Fine-tunes openvla-7b with LoRA as the mission's defaults say: one camera, L1 head, batch 8, energy model beside it; a start for a data set of your own. ${LARGE_MODEL_NEEDS.en} Also the data set under the data root, about 42 GB of GPU memory, and 20 GB of disk for each of 20 checkpoints. Not run here: 200,000 steps of about 2·10¹⁴ operations take a GPU weeks. Expected: L1 below 0.01 on one task. Command: npm run train -- --preset openvla-7b`,
    zh: `按任务文档的默认值用 LoRA 微调 openvla-7b：一路相机、L1 动作头、批大小 8，并训练能量模型；适合作为自有数据集的起点。${LARGE_MODEL_NEEDS.zh}还需数据根目录下的数据集、约 42 GB 显存，20 个检查点每个占 20 GB 磁盘。未在此运行：200,000 步、每步约 2·10¹⁴ 次运算，GPU 需数周。预期：单一任务上 L1 低于 0.01。命令：npm run train -- --preset openvla-7b`,
  },
  why: [
    {
      path: "data.platform.kind",
      reason: {
        en: "ALOHA, because the default data set is: 25 actions of 14 numbers.",
        zh: "选 ALOHA，因为默认数据集如此：25 个 14 维动作。",
      },
    },
    ...LARGE_MODEL_WHY,
  ],
  sample: null,
  config: {
    data: { platform: { kind: "aloha" } },
    training: { precision: "bf16", gradientCheckpointing: true },
  },
};

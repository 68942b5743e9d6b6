import type { Preset } from "../presets.ts";

/** What every preset that starts from openvla-7b needs, to be said in its `about`. */
export const LARGE_MODEL_NEEDS = {
  en: "Needs the model's folder (15 GB) at <data>/models/openvla/openvla-7b and the GPU engine on a GPU with 80 GB: the weights take 31 GB in f32.",
  zh: "需要位于 <数据目录>/models/openvla/openvla-7b 的模型目录（15 GB），以及 80 GB 显存 GPU 上的 GPU 引擎：f32 权重占 31 GB。",
};

/** Settings that make openvla-7b fit, and why. */
export const LARGE_MODEL_WHY: Preset["why"] = [
  {
    path: "training.precision",
    reason: {
      en: "bf16, as the original saves: a merged model then takes 15 GB instead of 30.",
      zh: "用 bf16，与原版保存方式相同：合并后的模型占 15 GB 而非 30 GB。",
    },
  },
  {
    path: "training.gradientCheckpointing",
    reason: {
      en: "On: without it the activations of a batch alone take up to 100 GB in f32.",
      zh: "开启：否则仅一批的激活值在 f32 下就可能占 100 GB。",
    },
  },
];

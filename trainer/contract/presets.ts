import type { Text } from "./config/field.ts";
import type { TrainConfigInput } from "./config.ts";
import { ALOHA } from "./presets/aloha.ts";
import { LIBERO } from "./presets/libero.ts";
import { OPENVLA_7B } from "./presets/openvla-7b.ts";
import { SCOOP_DATA, SCOOP_ENERGY, SCOOP_INIT, SCOOP_MODEL_SIZE, SCOOP_WHY } from "./presets/scoop.ts";
import { SCOOP_SMALL } from "./presets/scoop-small.ts";

export type Preset = {
  name: string;
  label: Text;
  /** What it is for, what it needs, how long it takes, what to expect. */
  about: Text;
  /** Where it leaves the mission's defaults, and why. */
  why: { path: string; reason: Text }[];
  /** The sample data set that a launch makes first when it is absent. */
  sample: { size: 64 | 128; episodes: number } | null;
  config: TrainConfigInput;
};

const SCOOP_TINY: Preset = {
  name: "scoop-tiny",
  label: { en: "Scoop, tiny", zh: "舀取任务（微型）" },
  about: {
    en: "Learns the sample task from scratch in about five minutes on one CPU core: 1.0 M-parameter policy, 0.05 M-parameter energy model. Each material has its usual corner, so it shows that the instruction is followed, not that colours are found by name. Any machine with 1 GB of free memory. Expected on held-out episodes: L1 below half of the mean chunk's, InfoNCE below 0.7 of chance, energy gap above 0.5, L1 doubled by another instruction or a black picture. Command: npm run train -- --preset scoop-tiny",
    zh: "约五分钟内在单个 CPU 核上从零学会示例任务：100 万参数的策略，5 万参数的能量模型。每种材料都有惯常的角落，因此它证明模型会听从指令，而非按名称辨认颜色。任何有 1 GB 可用内存的机器均可。在留出轨迹上的预期：L1 低于均值动作块的一半，InfoNCE 低于随机水平的 0.7，能量差高于 0.5；换指令或画面全黑时 L1 约翻倍。命令：npm run train -- --preset scoop-tiny",
  },
  why: [
    {
      path: "training.batchSize",
      reason: {
        en: "16 instead of 8: more negatives for the energy model and a steadier gradient.",
        zh: "用 16 而非 8：能量模型有更多负样本，梯度更稳定。",
      },
    },
    ...SCOOP_WHY,
    {
      path: "model.size.headHidden",
      reason: {
        en: "256 wide. At 64 too few of its ReLU units stayed alive in the approach for some seeds, and the instruction was not used there.",
        zh: "宽度 256。宽度 64 时，某些种子在接近段存活的 ReLU 单元太少，那里就不再使用指令。",
      },
    },
    {
      path: "training.lrWarmupSteps",
      reason: {
        en: "400 steps. With 100, the first big steps wiped out what told samples of the approach apart, and the instruction came into use hundreds of steps later.",
        zh: "预热 400 步。只预热 100 步时，最初的大步长会抹掉接近段各样本间的差别，指令要晚几百步才被用上。",
      },
    },
    {
      path: "training.stepsBeforeDecay",
      reason: { en: "The last 300 steps run at a tenth of the rate.", zh: "最后 300 步用十分之一的学习率。" },
    },
    {
      path: "training.clipNorm",
      reason: {
        en: "Clipped at 1, because training starts from random weights.",
        zh: "裁剪到 1，因为从随机权重开始训练。",
      },
    },
    {
      path: "energy.learningRate",
      reason: {
        en: "1e-3: a small energy model from random weights learns faster with it and stays stable.",
        zh: "用 1e-3：从随机权重开始的小能量模型学得更快且保持稳定。",
      },
    },
    {
      path: "energy.hidden",
      reason: { en: "64 wide: the context is only 64 wide too.", zh: "宽度 64：上下文本身也只有 64 维。" },
    },
    {
      path: "energy.dropout",
      reason: { en: "Off: 0.2 was not measured at this size.", zh: "关闭：0.2 在此规模下未经测量。" },
    },
    {
      path: "model.init.queryGain",
      reason: {
        en: "Zeroed action slots attend uniformly at first; ×3 lets them tell samples apart sooner.",
        zh: "置零的动作槽起初均匀注意；×3 使其更快区分样本。",
      },
    },
  ],
  sample: { size: 64, episodes: 400 },
  config: {
    model: {
      vlaPath: null,
      size: SCOOP_MODEL_SIZE,
      init: SCOOP_INIT,
    },
    data: {
      datasetName: "vela_scoop_64",
      ...SCOOP_DATA,
    },
    training: {
      batchSize: 16,
      lrWarmupSteps: 400,
      stepsBeforeDecay: 1900,
      maxSteps: 2200,
      clipNorm: 1,
      saveFreq: 440,
      useValSet: true,
      valFreq: 440,
      valFrames: 192,
      valProbes: true,
    },
    lora: { enabled: false },
    energy: SCOOP_ENERGY,
  },
};

const BRIDGE_TINY: Preset = {
  name: "bridge-tiny",
  label: { en: "BridgeData, tiny", zh: "BridgeData（微型）" },
  about: {
    en: "The same small model on real WidowX demonstrations of BridgeData V2, with image augmentation and the original's gripper rules. Put the data set under the data root first. A few hundred steps show falling L1 and an opening gap; 25 episodes are too few to generalise. Any machine with 1 GB of free memory; 800 steps take about three minutes on one CPU core. Command: npm run train -- --preset bridge-tiny",
    zh: "同样的小模型，用 BridgeData V2 的真实 WidowX 演示训练，带图像增强和原版夹爪规则。请先把数据集放到数据根目录。几百步即可看到 L1 下降与能量差张开；25 条轨迹不足以泛化。任何有 1 GB 可用内存的机器均可；800 步在单个 CPU 核上约需三分钟。命令：npm run train -- --preset bridge-tiny",
  },
  why: [
    {
      path: "training.learningRate",
      reason: { en: "1e-3, because all parameters are trained from scratch.", zh: "用 1e-3，因为所有参数从零训练。" },
    },
    {
      path: "training.batchSize",
      reason: { en: "16: more negatives for the energy model.", zh: "用 16：能量模型有更多负样本。" },
    },
  ],
  sample: null,
  config: {
    model: SCOOP_TINY.config.model,
    data: {
      datasetName: "bridge_dataset",
      platform: { kind: "bridge" },
      useProprio: true,
      imageAug: true,
      chunkEnd: "drop",
      shuffleBufferSize: 20_000,
    },
    training: {
      batchSize: 16,
      learningRate: 1e-3,
      lrWarmupSteps: 50,
      stepsBeforeDecay: 600,
      maxSteps: 800,
      clipNorm: 1,
      saveFreq: 400,
      useValSet: true,
      valFreq: 200,
      valFrames: 256,
    },
    lora: { enabled: false },
    energy: { learningRate: 1e-3, hidden: 64, heads: 4, dropout: 0.2 },
  },
};

export const PRESETS: Preset[] = [SCOOP_TINY, SCOOP_SMALL, BRIDGE_TINY, LIBERO, ALOHA, OPENVLA_7B];

export function findPreset(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}

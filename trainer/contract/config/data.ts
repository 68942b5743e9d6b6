import { z } from "zod";
import { field } from "./field.ts";

/** Constants of a platform (origin §2.6). Chosen by the user, never guessed from a path. */
export const PLATFORMS = {
  libero: { chunk: 8, actionDim: 7, proprioDim: 8, normalization: "BOUNDS_Q99" },
  aloha: { chunk: 25, actionDim: 14, proprioDim: 14, normalization: "BOUNDS" },
  bridge: { chunk: 5, actionDim: 7, proprioDim: 7, normalization: "BOUNDS_Q99" },
} as const;

export const Normalization = z.enum(["BOUNDS_Q99", "BOUNDS", "NORMAL"]);
export type Normalization = z.infer<typeof Normalization>;

const CustomPlatform = z.object({
  kind: z.literal("custom"),
  chunk: field(
    z.int().min(1).max(100).default(8),
    { en: "Chunk", zh: "动作块长度" },
    { en: "Actions predicted at once (K).", zh: "一次预测的动作步数（K）。" },
    { unit: "steps" },
  ),
  actionDim: field(
    z.int().min(1).max(64).default(7),
    { en: "Action size", zh: "动作维度" },
    { en: "Numbers in one action (A); must match the data set.", zh: "单步动作的维度（A），须与数据集一致。" },
  ),
  proprioDim: field(
    z.int().min(1).max(64).default(7),
    { en: "Proprio size", zh: "本体感知维度" },
    { en: "Numbers in the robot state; must match the data set.", zh: "机器人状态的维度，须与数据集一致。" },
  ),
  normalization: field(
    Normalization.default("BOUNDS_Q99"),
    { en: "Normalisation", zh: "归一化" },
    { en: "How actions and state are mapped to [-1, 1].", zh: "动作与状态映射到 [-1, 1] 的方式。" },
  ),
});

export const Platform = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("libero") }),
  z.object({ kind: z.literal("aloha") }),
  z.object({ kind: z.literal("bridge") }),
  CustomPlatform,
]);
export type Platform = z.infer<typeof Platform>;

/** The platform's constants, whatever its kind. */
export function platformConstants(platform: Platform) {
  return platform.kind === "custom" ? platform : { ...PLATFORMS[platform.kind], kind: platform.kind };
}

export const DataConfig = z.object({
  rootDir: field(
    z.string().min(1).max(4096).default("datasets/rlds"),
    { en: "Data root", zh: "数据根目录" },
    {
      en: "Folder that holds the RLDS data sets; a relative path starts at Vela's data folder.",
      zh: "存放 RLDS 数据集的目录；相对路径从 Vela 的数据目录算起。",
    },
  ),
  datasetName: field(
    z
      .string()
      .min(1)
      .max(200)
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "a data set name is letters, digits, '.', '_' and '-'")
      .default("aloha_scoop_x_into_bowl"),
    { en: "Data set", zh: "数据集" },
    { en: "Name of the data set's folder below the data root.", zh: "数据根目录下的数据集文件夹名。" },
  ),
  platform: field(
    Platform.prefault({ kind: "libero" }),
    { en: "Platform", zh: "机器人平台" },
    {
      en: "Fixes chunk length, action and state size, normalisation and gripper rules.",
      zh: "决定动作块长度、动作与状态维度、归一化和夹爪规则。",
    },
  ),
  useProprio: field(
    z.boolean().default(false),
    { en: "Use proprio", zh: "使用本体感知" },
    { en: "Feeds the robot's own state as one more token.", zh: "把机器人自身状态作为一个额外词元输入。" },
  ),
  imageAug: field(
    z.boolean().default(true),
    { en: "Image augmentation", zh: "图像增强" },
    {
      en: "Random crop, brightness, contrast, saturation and hue; training only.",
      zh: "随机裁剪、亮度、对比度、饱和度与色调；仅训练时使用。",
    },
  ),
  chunkEnd: field(
    z.enum(["drop", "repeat"]).default("drop"),
    { en: "Chunks past the end", zh: "越过结尾的动作块" },
    {
      en: "drop: the last K−1 frames start no chunk, as in the original. repeat: the last action is repeated, so every frame starts one.",
      zh: "drop：与原版相同，最后 K−1 帧不作为起点；repeat：重复最后一个动作，每一帧都可作为起点。",
    },
  ),
  shuffleBufferSize: field(
    z.int().min(1).max(10_000_000).default(100_000),
    { en: "Shuffle buffer", zh: "混洗缓冲区" },
    {
      en: "Frames that wait to be drawn at random; larger mixes better and costs memory.",
      zh: "等待随机抽取的帧数；越大混合越充分，占用内存越多。",
    },
    { unit: "frames" },
  ),
  valFraction: field(
    z.number().min(0).max(0.5).default(0.05),
    { en: "Held-out share", zh: "留出比例" },
    {
      en: "Share of episodes kept for validation when the data set has no val split.",
      zh: "数据集没有 val 划分时，留作验证的轨迹比例。",
    },
  ),
});
export type DataConfig = z.infer<typeof DataConfig>;

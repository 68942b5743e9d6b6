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
  gripper: field(
    z.enum(["asIs", "binarise", "invert", "relative"]).default("asIs"),
    { en: "Gripper", zh: "夹爪" },
    {
      en: "How the last number of an action is read: as it stands; above 0.95 open and below 0.05 closed; −1 open to +1 closed; or as opening and closing commands.",
      zh: "如何读取动作的最后一维：原样；大于 0.95 为开、小于 0.05 为合；−1 开到 +1 合；或开合指令。",
    },
    { advanced: true },
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
      .max(2000)
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._-]*(:\d+(\.\d+)?)?(,[A-Za-z0-9][A-Za-z0-9._-]*(:\d+(\.\d+)?)?)*$/,
        "a data set name is letters, digits, '.', '_' and '-'; several are written name:weight,name:weight",
      )
      .default("aloha_scoop_x_into_bowl"),
    { en: "Data set", zh: "数据集" },
    {
      en: "Folder below the data root, a mixture that the original knows, or several as name:weight,name:weight.",
      zh: "数据根目录下的文件夹名、原版已知的混合名，或写成 名称:权重,名称:权重 的多个数据集。",
    },
  ),
  platform: field(
    Platform.prefault({ kind: "libero" }),
    { en: "Platform", zh: "机器人平台" },
    {
      en: "Fixes chunk length, action and state size, normalisation and gripper rules.",
      zh: "决定动作块长度、动作与状态维度、归一化和夹爪规则。",
    },
  ),
  numImages: field(
    z.int().min(1).max(4).default(1),
    { en: "Cameras", zh: "相机数" },
    {
      en: "Pictures per step: the third-person one first, then the wrist cameras.",
      zh: "每步输入的图像数：先是第三人称相机，然后是腕部相机。",
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
  workers: field(
    z.int().min(0).max(64).default(1),
    { en: "Data workers", zh: "数据线程" },
    {
      en: "Threads that decode and augment pictures; 0 = the trainer's own. The result does not depend on it.",
      zh: "解码与增强图像的线程数；0 表示由训练线程自己做。结果与此无关。",
    },
    { advanced: true },
  ),
  skipCorrupt: field(
    z.boolean().default(false),
    { en: "Skip damaged records", zh: "跳过损坏的记录" },
    {
      en: "Damaged records are counted and left out; otherwise the first one stops the run.",
      zh: "损坏的记录计数后跳过；否则遇到第一条即停止运行。",
    },
    { advanced: true },
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

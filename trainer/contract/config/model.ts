import { z } from "zod";
import { field } from "./field.ts";

const size = (max: number) => z.int().min(1).max(max);
const DinoSize = z.object({
  patch: field(
    size(64).default(16),
    { en: "Patch", zh: "图块边长" },
    { en: "Side of one patch; must divide the image size.", zh: "每个图块的边长，必须整除图像边长。" },
    { unit: "px", advanced: true },
  ),
  width: field(
    size(8192).default(64),
    { en: "Width", zh: "宽度" },
    { en: "Channels of the DINOv2-like tower.", zh: "类 DINOv2 塔的通道数。" },
    { advanced: true },
  ),
  depth: field(
    z.int().min(2).max(128).default(3),
    { en: "Depth", zh: "层数" },
    {
      en: "Blocks; features are read after the second to last, so the last one never matters.",
      zh: "块数；特征取自倒数第二块之后，最后一块不起作用。",
    },
    { advanced: true },
  ),
  heads: field(
    size(128).default(4),
    { en: "Heads", zh: "注意力头数" },
    { en: "Attention heads; must divide the width.", zh: "注意力头数，必须整除宽度。" },
    { advanced: true },
  ),
  mlp: field(
    size(32768).default(256),
    { en: "MLP width", zh: "MLP 宽度" },
    { en: "Hidden width of each block's MLP.", zh: "每块 MLP 的隐藏宽度。" },
    { advanced: true },
  ),
  registers: field(
    z.int().min(0).max(16).default(4),
    { en: "Registers", zh: "寄存器词元" },
    { en: "Register tokens after the class token.", zh: "类别词元之后的寄存器词元数。" },
    { advanced: true },
  ),
});
const SiglipSize = z.object({
  patch: DinoSize.shape.patch,
  width: field(
    size(8192).default(64),
    { en: "Width", zh: "宽度" },
    { en: "Channels of the SigLIP-like tower.", zh: "类 SigLIP 塔的通道数。" },
    { advanced: true },
  ),
  depth: DinoSize.shape.depth,
  heads: DinoSize.shape.heads,
  mlp: DinoSize.shape.mlp,
});
const LlamaSize = z.object({
  width: field(
    size(16384).default(64),
    { en: "Width", zh: "宽度" },
    { en: "Hidden size of the language model.", zh: "语言模型的隐藏维度。" },
    { advanced: true },
  ),
  layers: field(
    size(256).default(3),
    { en: "Layers", zh: "层数" },
    {
      en: "Decoder layers; attention is bidirectional (parallel decoding).",
      zh: "解码层数；注意力为双向（并行解码）。",
    },
    { advanced: true },
  ),
  heads: field(
    size(256).default(4),
    { en: "Heads", zh: "注意力头数" },
    { en: "Attention heads; must divide the width.", zh: "注意力头数，必须整除宽度。" },
    { advanced: true },
  ),
  mlp: field(
    size(65536).default(128),
    { en: "MLP width", zh: "MLP 宽度" },
    { en: "Hidden width of the SwiGLU MLP.", zh: "SwiGLU MLP 的隐藏宽度。" },
    { advanced: true },
  ),
});

export const ModelSize = z.object({
  imageSize: field(
    z.int().min(16).max(512).default(64),
    { en: "Image size", zh: "图像边长" },
    {
      en: "Pictures are resized to this square before the towers see them.",
      zh: "图像送入视觉塔之前先缩放到这个边长的正方形。",
    },
    { unit: "px" },
  ),
  dino: DinoSize.prefault({}).meta({ label: { en: "DINOv2-like tower", zh: "类 DINOv2 视觉塔" } }),
  siglip: SiglipSize.prefault({}).meta({ label: { en: "SigLIP-like tower", zh: "类 SigLIP 视觉塔" } }),
  llama: LlamaSize.prefault({}).meta({ label: { en: "Llama", zh: "Llama 语言模型" } }),
  headHidden: field(
    size(16384).default(64),
    { en: "Action head width", zh: "动作头宽度" },
    { en: "Hidden width of the action head (MLPResNet).", zh: "动作头（MLPResNet）的隐藏宽度。" },
    { advanced: true },
  ),
});
export type ModelSize = z.infer<typeof ModelSize>;

const gain = z.number().min(0).max(100);
const ModelInit = z.object({
  embeddingGain: field(
    gain.default(1),
    { en: "Embedding gain", zh: "嵌入增益" },
    {
      en: "Standard deviation of the token embeddings at the start. Adam moves small ones relatively faster, so words part sooner.",
      zh: "词元嵌入初值的标准差。初值越小，Adam 的相对步长越大，词语更快分化。",
    },
    { advanced: true },
  ),
  queryGain: field(
    gain.default(1),
    { en: "Query gain", zh: "查询增益" },
    {
      en: "The Llama's query rows start this much larger than 1/fan-in: zeroed action slots otherwise attend to everything alike.",
      zh: "Llama 查询矩阵的初值放大倍数：置零的动作槽起初对所有词元的注意力几乎相同。",
    },
    { advanced: true },
  ),
  residualGain: field(
    gain.default(1),
    { en: "Residual gain", zh: "残差增益" },
    {
      en: "Output matrices of all residual branches start at this share of 1/fan-in.",
      zh: "所有残差分支输出矩阵的初值缩放。",
    },
    { advanced: true },
  ),
  headGain: field(
    gain.default(1),
    { en: "Head gain", zh: "动作头增益" },
    {
      en: "The last matrix of the action head starts at this share, so first predictions are near zero.",
      zh: "动作头最后一个矩阵的初值缩放，使最初的预测接近零。",
    },
    { advanced: true },
  ),
  layerScale: field(
    gain.default(1e-5),
    { en: "LayerScale", zh: "LayerScale 初值" },
    {
      en: "Start value of DINOv2's LayerScale; 1e-5 would switch the blocks off when trained from scratch.",
      zh: "DINOv2 LayerScale 的初值；从零训练时 1e-5 会使各块几乎失效。",
    },
    { advanced: true },
  ),
});

export const ModelConfig = z.object({
  vlaPath: field(
    z.string().min(1).max(4096).nullable().default("openvla/openvla-7b"),
    { en: "Model to start from", zh: "起始模型" },
    {
      en: "Folder of an OpenVLA model in Hugging Face layout; a relative path starts at <data>/models. Empty = from scratch, with the shapes below.",
      zh: "Hugging Face 格式的 OpenVLA 模型目录；相对路径从 <数据目录>/models 算起。留空则按下面的尺寸从零训练。",
    },
  ),
  towers: field(
    z.enum(["dinosiglip", "siglip", "dino"]).default("dinosiglip"),
    { en: "Vision towers", zh: "视觉塔" },
    {
      en: "dinosiglip joins the features of both; the other two use one tower and a two-layer projector.",
      zh: "dinosiglip 拼接两塔的特征；另外两种只用一个塔和两层投影器。",
    },
  ),
  size: ModelSize.prefault({}).meta({ label: { en: "Shapes", zh: "模型尺寸" } }),
  init: ModelInit.prefault({}).meta({ label: { en: "Initialisation", zh: "初始化" } }),
});

import type { RunSize } from "#server/recipes/recipe.ts";
import { amount, type Finding } from "./finding.ts";

export type Machine = {
  totalMemoryBytes: number;
  freeMemoryBytes: number;
  freeDiskBytes: number;
  /** What the newest run here computed with, such as "tfjs-wasm 4.22.0"; null before the first. */
  engine: string | null;
  /** GPUs that runs may have; null while no worker has counted them. */
  gpus: number | null;
};

/** Memory that WebAssembly can address, with 32 bits. */
const WASM_BYTES = 4 * 1024 ** 3;
/** Measured on one core. */
const WASM_OPERATIONS_PER_SECOND = 2e10;
const SLOW_STEP_SECONDS = 120;

/** Whether the checkpoints that are kept have room. */
export function diskFinding(size: RunSize, { freeDiskBytes: free }: Machine): Finding {
  const bytes = size.checkpointsKept * size.checkpointBytes;
  const [need, have] = [amount(bytes), amount(free)];
  if (bytes <= free / 2)
    return {
      level: "ok",
      message: {
        en: `Checkpoints take about ${need}; ${have} of disk are free.`,
        zh: `检查点约占 ${need}，磁盘剩余 ${have}。`,
      },
    };
  return {
    level: bytes > free ? "block" : "warning",
    message: {
      en: `Checkpoints take about ${need}, but ${have} of disk are free: keep fewer (training.keepCheckpoints), save less often (training.saveFreq) or make room.`,
      zh: `检查点约占 ${need}，而磁盘只剩 ${have}：请少保留几个（training.keepCheckpoints）、降低保存频率（training.saveFreq）或腾出空间。`,
    },
  };
}

/** Whether weights, moments and activations have room. Where a GPU was asked for by name, its memory is what counts. */
export function memoryFinding({ memoryBytes, weightBytes, engine }: RunSize, machine: Machine): Finding {
  const [need, free, total] = [memoryBytes, machine.freeMemoryBytes, machine.totalMemoryBytes].map(amount);
  if (engine === "tensorflow-gpu")
    return {
      level: "ok",
      message: {
        en: `Training takes about ${need} of the GPU's memory, which is not looked at here.`,
        zh: `训练约需 ${need} 显存，此处无法检查。`,
      },
    };
  if (weightBytes > machine.totalMemoryBytes)
    return {
      level: "block",
      message: {
        en: `Training takes about ${need} of memory, and the weights alone ${amount(weightBytes)}, but this machine has ${total}: choose a machine with more, a smaller model, or engine.backend tensorflow-gpu where a GPU holds them.`,
        zh: `训练约需 ${need} 内存，仅权重就要 ${amount(weightBytes)}，而本机共 ${total}：请换内存更大的机器或更小的模型；若由 GPU 存放，请选 engine.backend tensorflow-gpu。`,
      },
    };
  if (memoryBytes > machine.freeMemoryBytes)
    return {
      level: "warning",
      message: {
        en: `Training takes about ${need} of memory, but ${free} are free: lower training.batchSize, turn on training.gradientCheckpointing, or stop what else runs.`,
        zh: `训练约需 ${need} 内存，当前仅 ${free} 可用：请减小 training.batchSize、开启 training.gradientCheckpointing，或停止其他程序。`,
      },
    };
  return {
    level: "ok",
    message: {
      en: `Training takes about ${need} of memory; ${free} are free.`,
      zh: `训练约需 ${need} 内存，当前可用 ${free}。`,
    },
  };
}

/** Whether there are as many GPUs as the run needs at once; null when it needs none, or none were counted yet. */
export function gpuFinding({ gpus: needed }: { gpus: number }, { gpus }: Machine): Finding | null {
  if (needed === 0 || gpus === null) return null;
  if (needed <= gpus)
    return {
      level: "ok",
      message: { en: `It gets ${needed} of ${gpus} GPUs.`, zh: `将占用 ${gpus} 块 GPU 中的 ${needed} 块。` },
    };
  return {
    level: "block",
    message: {
      en: `It needs ${needed} GPUs at once, but runs may have ${gpus} here: ask for fewer, or name them in VELA_GPUS where nvidia-smi does not find them.`,
      zh: `需要同时占用 ${needed} 块 GPU，而本机可用 ${gpus} 块：请减少数量；若 nvidia-smi 找不到 GPU，请在 VELA_GPUS 中指定。`,
    },
  };
}

/** What an engine without a GPU cannot hold, or would take very long for; null when there is nothing to say. */
export function engineFinding(size: RunSize, machine: Machine): Finding | null {
  const { engine, memoryBytes, operationsPerStep } = size;
  if (engine === "tensorflow-gpu" || (engine === "auto" && machine.engine?.includes("gpu"))) return null;
  if (engine === "wasm" && memoryBytes > WASM_BYTES)
    return {
      level: "block",
      message: {
        en: `engine.backend wasm holds at most 4 GB, but training takes about ${amount(memoryBytes)}: choose tensorflow or tensorflow-gpu.`,
        zh: `engine.backend wasm 最多使用 4 GB，而训练约需 ${amount(memoryBytes)}：请选 tensorflow 或 tensorflow-gpu。`,
      },
    };
  const seconds = operationsPerStep / WASM_OPERATIONS_PER_SECOND;
  if (seconds < SLOW_STEP_SECONDS) return null;
  const last = machine.engine
    ? { en: ` (used last here: ${machine.engine})`, zh: `（本机上次使用：${machine.engine}）` }
    : null;
  const hours =
    seconds < 3600
      ? [`${Math.round(seconds / 60)} minutes`, `${Math.round(seconds / 60)} 分钟`]
      : [`${(seconds / 3600).toPrecision(2)} hours`, `${(seconds / 3600).toPrecision(2)} 小时`];
  return {
    level: "warning",
    message: {
      en: `This needs a GPU engine, @tensorflow/tfjs-node-gpu${last?.en ?? ""}: on one CPU core a step would take about ${hours[0]}.`,
      zh: `需要 GPU 引擎 @tensorflow/tfjs-node-gpu${last?.zh ?? ""}：单个 CPU 核上每步约需 ${hours[1]}。`,
    },
  };
}

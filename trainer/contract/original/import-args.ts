import type { Text } from "../config/field.ts";
import type { TrainConfig, TrainConfigInput } from "../config.ts";
import { applySettings, ConfigError, parseConfig } from "../overrides.ts";
import { type FlagValue, findFlag, type OriginalFlag } from "./flags.ts";
import { splitCommand } from "./split-command.ts";

export type ImportedArgs = {
  config: TrainConfig;
  /** Paths that the command line decided, in its order. */
  set: string[];
  /** What could not be taken over, and why. */
  unmapped: { flag: string; value: string; reason: Text }[];
  /** What was concluded rather than read. */
  notes: Text[];
};

type Given = Map<string, FlagValue>;

/**
 * The config that a command line of the original stands for: `--lora_rank 32 …`, with or without `torchrun … finetune.py`
 * before it. What is not given has the original's default. @throws ConfigError in one sentence
 */
export function importArgs(commandLine: string): ImportedArgs {
  const unmapped: ImportedArgs["unmapped"] = [];
  const given = readFlags(splitCommand(commandLine), unmapped);
  const settings: string[] = [];
  for (const [name, value] of given) {
    const flag = findFlag(name)!;
    if (flag.path) settings.push(`${flag.path}=${JSON.stringify(value)}`);
    else if (flag.unmapped) unmapped.push({ flag: name, value: String(value), reason: flag.unmapped });
  }
  settings.push(...headSettings(given), ...resumeSettings(given), ...warmSettings(given));
  if (given.get("save_latest_checkpoint_only") === true) settings.push('training.keepCheckpoints="latest"');
  const platform = platformOf(commandLine);
  settings.push(`data.platform.kind="${platform}"`);
  const hasEnergy = !/\bfinetune\.py\b/.test(commandLine);
  settings.push(`energy.enabled=${hasEnergy}`);
  const base: TrainConfigInput = { run: { resume: "never" } };
  return {
    config: parseConfig(applySettings(base, settings)),
    set: settings.map((setting) => setting.slice(0, setting.indexOf("="))),
    unmapped,
    notes: [
      {
        en: `data.platform is ${platform}, as the original reads it from its own command line`,
        zh: `data.platform 为 ${platform}，与原版从自身命令行读出的一致`,
      },
      hasEnergy ? WITH_ENERGY : WITHOUT_ENERGY,
    ],
  };
}

const WITH_ENERGY: Text = {
  en: "energy.enabled is on, for the command is not finetune.py, which has no energy model",
  zh: "energy.enabled 开启，因为命令不是没有能量模型的 finetune.py",
};
const WITHOUT_ENERGY: Text = {
  en: "energy.enabled is off, for finetune.py has no energy model",
  zh: "energy.enabled 关闭，因为 finetune.py 没有能量模型",
};
const NO_SUCH_FIELD: Text = { en: "the original has no such field", zh: "原版没有这个字段" };

/** Flags start after the script's name, where one is there: what comes before belongs to torchrun. */
function readFlags(words: string[], unmapped: ImportedArgs["unmapped"]): Given {
  const script = words.findIndex((word) => word.endsWith(".py"));
  const given: Given = new Map();
  for (let i = script + 1; i < words.length; i++) {
    const word = words[i]!;
    if (!word.startsWith("--"))
      throw new ConfigError(`expected a flag like --batch_size, found "${word.slice(0, 80)}"`);
    const equals = word.indexOf("=");
    const name = (equals < 0 ? word.slice(2) : word.slice(2, equals)).replaceAll("-", "_");
    const next = words[i + 1];
    const text =
      equals >= 0 ? word.slice(equals + 1) : next !== undefined && !next.startsWith("--") ? words[++i] : null;
    const flag = findFlag(name);
    if (!flag) unmapped.push({ flag: name, value: text ?? "", reason: NO_SUCH_FIELD });
    else given.set(name, readValue(flag, text ?? null));
  }
  return given;
}

function readValue({ name, kind, default: fallback }: OriginalFlag, text: string | null): FlagValue {
  if (text === null && kind === "bool") return true;
  if (text === null) throw new ConfigError(`--${name} needs a value`);
  if (fallback === null && text === "None") return null;
  if (kind === "text") return text;
  if (kind === "bool") {
    if (/^(true|yes|on|1)$/i.test(text)) return true;
    if (/^(false|no|off|0)$/i.test(text)) return false;
    throw new ConfigError(`--${name} is True or False, found "${text.slice(0, 80)}"`);
  }
  const value = Number(text.replaceAll("_", ""));
  if (text.trim() === "" || !Number.isFinite(value) || (kind === "int" && !Number.isInteger(value)))
    throw new ConfigError(
      `--${name} is ${kind === "int" ? "a whole number" : "a number"}, found "${text.slice(0, 80)}"`,
    );
  return value;
}

function headSettings(given: Given): string[] {
  const l1 = given.get("use_l1_regression") ?? true;
  const diffusion = given.get("use_diffusion") ?? false;
  if (l1 && diffusion)
    throw new ConfigError("--use_l1_regression and --use_diffusion are both True; the original takes one of them");
  if (l1) return ['head.kind="l1"'];
  if (!diffusion) return ['head.kind="token"'];
  const steps = given.get("num_diffusion_steps_train") ?? 50;
  return ['head.kind="diffusion"', `head.diffusionTrainSteps=${steps}`, `head.diffusionInferenceSteps=${steps}`];
}

function resumeSettings(given: Given): string[] {
  if (given.get("resume") !== true) return [];
  return [`run.resume=${JSON.stringify(given.get("resume_step") ?? "auto")}`];
}

/** The original counts its hold in batches, not in steps. */
function warmSettings(given: Given): string[] {
  const batches = Number(given.get("energy_warm_steps") ?? 0);
  const perStep = Number(given.get("grad_accumulation_steps") ?? 1);
  return batches > 0 ? [`energy.warmSteps=${Math.ceil(batches / Math.max(1, perStep))}`] : [];
}

/** The original joins its arguments, lower-cases them and takes the first of these names that occurs, else LIBERO. */
function platformOf(commandLine: string): "libero" | "aloha" | "bridge" {
  const text = commandLine.toLowerCase();
  return (["libero", "aloha", "bridge"] as const).find((name) => text.includes(name)) ?? "libero";
}

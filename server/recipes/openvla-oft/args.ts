import { flagValue, pythonText } from "#trainer/contract/original/export-args.ts";
import { type FlagValue, ORIGINAL_FLAGS } from "#trainer/contract/original/flags.ts";
import { checkpointFolder, newestCheckpoint, RUN_NAME } from "./checkpoints.ts";
import { asTrainConfig, type OftConfig } from "./config.ts";

export const SCRIPT = "vla-scripts/finetune.py";

/** Flags of finetune_Energy.py, which finetune.py refuses. */
const OF_ENERGY = ["energy_warm_steps", "energy_learning_rate"];

export type OftRun = { runDir: string; attempt: number; resumeStep: number | null };

/** argv of a start: every flag is written out, so that another default in the repository changes nothing. */
export function oftArgs(config: OftConfig, run: OftRun): string[] {
  const { python, gpus } = config.launcher;
  const torchrun = ["-m", "torch.distributed.run", "--standalone", "--nnodes", "1", "--nproc-per-node", String(gpus)];
  const own = asTrainConfig(config);
  const ours = { ...ofRun(run), ...ofConfig(config) };
  const flags = ORIGINAL_FLAGS.filter(({ name }) => !OF_ENERGY.includes(name)).flatMap((flag) => {
    const value = Object.hasOwn(ours, flag.name) ? ours[flag.name]! : flagValue(flag, own);
    return value === null ? [] : [`--${flag.name}`, pythonText(flag, value)];
  });
  return [python, ...torchrun, SCRIPT, ...flags];
}

type Flags = Record<string, FlagValue>;

/** A later attempt starts from the merged model of a checkpoint, as the original wants it; without one, from the start. */
function ofRun({ runDir, attempt, resumeStep }: OftRun): Flags {
  const place = { run_root_dir: runDir, run_id_override: RUN_NAME };
  const step = attempt === 1 ? null : (resumeStep ?? newestCheckpoint(runDir));
  if (step === null) return { ...place, resume: false };
  return { ...place, vla_path: checkpointFolder(runDir, step), resume: true, resume_step: step };
}

function ofConfig({ training, wandb }: OftConfig): Flags {
  return {
    diffusion_sample_freq: training.diffusionSampleFreq,
    wandb_entity: wandb.entity,
    wandb_project: wandb.project,
    run_id_note: null,
  };
}

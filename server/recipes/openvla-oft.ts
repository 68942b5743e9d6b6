import { join, resolve } from "node:path";
import { z } from "zod";
import { checkConfig } from "./check-config.ts";
import { folderProblem, isFile } from "./folder-problem.ts";
import { oftArgs, SCRIPT } from "./openvla-oft/args.ts";
import { oftCheckpoints } from "./openvla-oft/checkpoints.ts";
import { OftConfig } from "./openvla-oft/config.ts";
import type { Json, Recipe } from "./recipe.ts";

const Checked = OftConfig.superRefine(({ launcher: { repoDir, python } }, ctx) => {
  const say = (path: string, en: string, zh: string) =>
    ctx.addIssue({ code: "custom", path: path.split("."), message: en, params: { zh } });
  const problem = folderProblem("launcher.repoDir", repoDir);
  if (problem) say("launcher.repoDir", problem.en, problem.zh);
  else if (!isFile(join(repoDir, SCRIPT)))
    say(
      "launcher.repoDir",
      `launcher.repoDir: expected a folder that holds ${SCRIPT}, found no such file in ${repoDir}`,
      `launcher.repoDir：文件夹中应有 ${SCRIPT}，而 ${repoDir} 中没有`,
    );
  else if (python.includes("/") && !isFile(resolve(repoDir, python)))
    say(
      "launcher.python",
      `launcher.python: expected a program, found none at ${resolve(repoDir, python)}`,
      `launcher.python：应为一个程序，而 ${resolve(repoDir, python)} 处没有`,
    );
});

/** The original's vla-scripts/finetune.py under torchrun, from a checkout of its repository. */
export const openvlaOft: Recipe = {
  name: "openvla-oft",
  label: { en: "OpenVLA-OFT (PyTorch)", zh: "OpenVLA-OFT（PyTorch）" },
  about: {
    en: "Runs the original's finetune.py with torchrun, from your checkout and with your Python. Its console is always there; metrics and progress appear when the script appends our log lines to metrics.jsonl in the run's folder (VELA_RUN_DIR).",
    zh: "用 torchrun 运行你的代码库中原版的 finetune.py，使用你的 Python。控制台输出始终保存；若脚本向运行目录（VELA_RUN_DIR）中的 metrics.jsonl 追加我们的日志行，就会显示指标与进度。",
  },
  schema: () => z.toJSONSchema(OftConfig, { io: "input", target: "draft-7" }) as Json,
  defaults: () => OftConfig.parse({}),
  presets: () => [],
  check: (input) => checkConfig(input, { schema: Checked, defaults: OftConfig.parse({}) }),
  command(run) {
    const config = OftConfig.parse(run.config);
    return { argv: oftArgs(config, run), cwd: config.launcher.repoDir, env: { WANDB_MODE: config.wandb.mode } };
  },
  resumed: (config) => config,
  resumeSteps: oftCheckpoints,
  needs: (config) => ({ gpus: OftConfig.parse(config).launcher.gpus }),
  graceSeconds: (config) => OftConfig.parse(config).launcher.graceSeconds,
  steps: (config) => OftConfig.parse(config).training.maxSteps,
  data: () => null,
  model: () => null,
  size: () => null,
};

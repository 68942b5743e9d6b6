import { z } from "zod";
import { field } from "#trainer/contract/config/field.ts";
import { Argument, Program } from "./arguments.ts";
import { checkConfig } from "./check-config.ts";
import { folderProblem } from "./folder-problem.ts";
import { fillPlaceholders, runValues } from "./placeholders.ts";
import type { Json, Recipe } from "./recipe.ts";
import { isSecretName } from "./secret-name.ts";

const MOST_BYTES = 1_000_000;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const Fields = z.strictObject({
  command: field(
    z.array(Argument).min(1).max(2000).prefault([]),
    { en: "Command", zh: "命令" },
    {
      en: "The program and its arguments, one a line; no shell reads them. {runDir}, {runId}, {attempt} and {resume} are replaced; {resume} is never, auto or a step.",
      zh: "程序及其参数，每行一个；不经过 shell。{runDir}、{runId}、{attempt}、{resume} 会被替换；{resume} 为 never、auto 或步数。",
    },
  ),
  workingDir: field(
    z.string().max(4096).nullable().default(null),
    { en: "Working folder", zh: "工作目录" },
    {
      en: "Absolute path of the folder that it starts in; empty = the run's own folder.",
      zh: "启动时所在文件夹的绝对路径；留空则为运行自己的目录。",
    },
  ),
  gpus: field(
    z.int().min(0).max(64).default(0),
    { en: "GPUs", zh: "GPU 数" },
    { en: "GPUs that it takes while it runs.", zh: "运行期间占用的 GPU 数。" },
  ),
  maxSteps: field(
    z.int().min(1).max(1_000_000_000).nullable().default(null),
    { en: "Steps", zh: "训练步数" },
    {
      en: "How many steps it takes, for the progress bar; empty = not known.",
      zh: "总步数，用于进度条；留空表示未知。",
    },
    { unit: "steps" },
  ),
  graceSeconds: field(
    z.number().min(0).max(86_400).nullable().default(null),
    { en: "Stop grace", zh: "停止宽限" },
    {
      en: "Time between asking it to stop and killing it; empty = the server's setting.",
      zh: "从请求停止到强制结束的时间；留空则用服务器的设置。",
    },
    { unit: "s" },
  ),
  environment: field(
    z.record(z.string(), Argument).default({}),
    { en: "Environment", zh: "环境变量" },
    {
      en: "NAME=value, one a line. Kept with the run: secrets belong into secrets.env in the data folder.",
      zh: "每行一个 NAME=value，随运行一起保存；密钥请放到数据目录的 secrets.env。",
    },
  ),
});

const Config = Fields.superRefine(({ command, workingDir, environment }, ctx) => {
  const say = (path: string, en: string, zh: string) =>
    ctx.addIssue({ code: "custom", path: [path], message: en, params: { zh } });
  const program = Program.safeParse(command[0]);
  const [issue] = program.error?.issues ?? [];
  if (issue?.code === "custom") say("command", `command: ${issue.message}`, `command：${issue.params?.zh}`);
  const bytes = command.reduce((sum, argument) => sum + Buffer.byteLength(argument) + 1, 0);
  if (bytes > MOST_BYTES)
    say(
      "command",
      `command: expected at most ${MOST_BYTES} bytes in all, found ${bytes}`,
      `command：总长不能超过 ${MOST_BYTES} 字节，当前为 ${bytes}`,
    );
  const problem = workingDir === null ? null : folderProblem("workingDir", workingDir);
  if (problem) say("workingDir", problem.en, problem.zh);
  const strange = Object.keys(environment).find((name) => !NAME.test(name));
  if (strange !== undefined)
    say(
      "environment",
      `environment: expected names of letters, digits and "_", found ${JSON.stringify(strange)}`,
      `environment：变量名只能由字母、数字和“_”组成，当前为 ${JSON.stringify(strange)}`,
    );
  const secret = Object.keys(environment).find(isSecretName);
  if (secret !== undefined)
    say(
      "environment",
      `environment: ${secret} looks like a secret, and this is kept with the run: put ${secret}=… into secrets.env in the data folder instead`,
      `environment：${secret} 看起来是密钥，而这里的内容会随运行保存：请改为在数据目录的 secrets.env 中写 ${secret}=…`,
    );
});

const DEFAULTS: Json = {
  command: [],
  workingDir: null,
  gpus: 0,
  maxSteps: null,
  graceSeconds: null,
  environment: {},
};

/** Any program: argv, folder and environment as they are given. */
export const anyCommand: Recipe = {
  name: "command",
  label: { en: "Any command", zh: "任意命令" },
  about: {
    en: "Runs a program as it is given. Its console is kept. Metrics and progress appear when it appends log lines to metrics.jsonl in the run's folder (VELA_RUN_DIR).",
    zh: "按原样运行一个程序，并保存其控制台输出。若它向运行目录（VELA_RUN_DIR）中的 metrics.jsonl 追加日志行，就会显示指标与进度。",
  },
  schema: () =>
    z.toJSONSchema(Fields.meta({ label: { en: "Program", zh: "程序" } }), { io: "input", target: "draft-7" }) as Json,
  defaults: () => structuredClone(DEFAULTS),
  presets: () => [],
  check: (input) => checkConfig(input, { schema: Config, defaults: DEFAULTS, whole: ["command", "environment"] }),
  command(run) {
    const { command, workingDir, environment } = Fields.parse(run.config);
    const values = runValues(run);
    return {
      argv: command.map((argument) => fillPlaceholders(argument, values)),
      cwd: workingDir ?? run.runDir,
      env: environment,
    };
  },
  resumed: (config) => config,
  needs: (config) => ({ gpus: Fields.parse(config).gpus }),
  graceSeconds: (config) => Fields.parse(config).graceSeconds,
  steps: (config) => Fields.parse(config).maxSteps,
  data: () => null,
  model: () => null,
  size: () => null,
};

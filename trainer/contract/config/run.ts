import { z } from "zod";
import { field } from "./field.ts";

export const RunConfig = z.object({
  dir: field(
    z.string().min(1).max(4096).default("runs"),
    { en: "Runs folder", zh: "运行目录" },
    {
      en: "Where a run started by hand makes its folder; a relative path starts at Vela's data folder. The dashboard chooses for its own runs.",
      zh: "手动启动的运行在此建立目录；相对路径从 Vela 的数据目录算起。由界面启动的运行自行选择位置。",
    },
    { advanced: true },
  ),
  name: field(
    z.string().min(1).max(200).nullable().default(null),
    { en: "Name", zh: "名称" },
    { en: "Name of the run; empty = one is made up.", zh: "运行名称；留空则自动取名。" },
    { advanced: true },
  ),
  note: field(
    z.string().max(4000).nullable().default(null),
    { en: "Note", zh: "备注" },
    { en: "A line about this run, written into its log.", zh: "关于本次运行的说明，写入其日志。" },
    { advanced: true },
  ),
  resume: field(
    z.union([z.enum(["auto", "never"]), z.int().min(1)]).default("auto"),
    { en: "Resume", zh: "续训" },
    {
      en: "auto: go on from the newest complete checkpoint of this run when there is one. never: start over. A number: from that step.",
      zh: "auto：若本次运行已有完整检查点则从最新的继续；never：从头开始；数字：从该步继续。",
    },
  ),
});

export const EngineConfig = z.object({
  backend: field(
    z.enum(["auto", "tensorflow-gpu", "tensorflow", "wasm"]).default("auto"),
    { en: "Engine", zh: "计算引擎" },
    {
      en: "auto takes the fastest that loads: TensorFlow on the GPU, TensorFlow on the CPU, else WebAssembly, which always works.",
      zh: "auto 选用能加载的最快引擎：GPU 上的 TensorFlow、CPU 上的 TensorFlow，否则 WebAssembly（总是可用）。",
    },
  ),
  threads: field(
    z.int().min(1).max(256).nullable().default(null),
    { en: "Threads", zh: "线程数" },
    {
      en: "Threads of a TensorFlow engine; empty = its own choice. WebAssembly computes on one.",
      zh: "TensorFlow 引擎的线程数；留空由引擎决定。WebAssembly 只用一个线程。",
    },
    { advanced: true },
  ),
});

import { freemem, totalmem } from "node:os";
import { absentSentence, type DataSource, findDataSource } from "#server/datasets/source.ts";
import type { Client } from "#server/db/client.ts";
import { worker } from "#server/db/schema.ts";
import { findModelSource, type ModelSource, modelSentence } from "#server/models/source.ts";
import type { Json, Recipe, RunSize } from "#server/recipes/recipe.ts";
import { secretsProblem } from "#server/secrets/read.ts";
import { freeDiskBytes } from "#server/system/disk.ts";
import { newestEngine } from "#server/system/engine.ts";
import { asSentence, type Finding } from "./finding.ts";
import { diskFinding, engineFinding, gpuFinding, type Machine, memoryFinding } from "./machine-findings.ts";

export type LaunchFindings = {
  data: DataSource;
  /** Why it cannot be launched; null when it can. Not capitalised, for other sentences to hold it. */
  refusal: string | null;
  /** Null where the recipe cannot tell. */
  size: RunSize | null;
  findings: Finding[];
};

/** Look at the data, the model's folder, disk, memory and engine that a run would need. */
export function launchFindings(
  client: Client,
  { recipe, config }: { recipe: Recipe; config: Json },
  machine: Machine = thisMachine(client),
): LaunchFindings {
  const data = findDataSource(client.paths, recipe, config);
  const model = findModelSource(client.paths, recipe, config);
  const size = recipe.size(config, model.state === "there" ? model.shapes : null);
  const findings = [
    dataFinding(data),
    modelFinding(model),
    size && diskFinding(size, machine),
    size && memoryFinding(size, machine),
    size && engineFinding(size, machine),
    gpuFinding(recipe.needs(config), machine),
    secretsFinding(client.paths.secrets),
  ].filter((finding) => finding !== null);
  return { data, refusal: refusal(data, model, findings), size, findings };
}

function refusal(data: DataSource, model: ModelSource, findings: Finding[]): string | null {
  if (data.state === "absent") return absentSentence(data);
  if (model.state === "absent" || model.state === "unreadable") return modelSentence(model).en;
  return findings.find(({ level }) => level === "block")?.message.en ?? null;
}

function dataFinding(source: DataSource): Finding | null {
  if (source.state === "none") return null;
  const { name } = source;
  switch (source.state) {
    case "there":
      if (source.members.length > 1)
        return ok(
          `The ${source.members.length} data sets of ${name} are there.`,
          `${name} 的 ${source.members.length} 个数据集均已就绪。`,
        );
      return ok(`The data set ${name} is there.`, `数据集 ${name} 已就绪。`);
    case "to make": {
      const { episodes } = source.sample;
      return ok(
        `The sample data set ${name} (${episodes} episodes) will be made first.`,
        `将先生成示例数据集 ${name}（${episodes} 条轨迹）。`,
      );
    }
    case "absent": {
      const names = source.absent.map((each) => `“${each.name}”`).join("、");
      const zh = `没有数据集${names}：${source.absent[0]?.folder} 下应有含 dataset_info.json 的版本目录`;
      return { level: "block", message: asSentence({ en: absentSentence(source), zh }) };
    }
  }
}

function modelFinding(source: ModelSource): Finding | null {
  if (source.state === "none") return null;
  if (source.state === "there") return ok(`The model ${source.name} is there.`, `模型 ${source.name} 已就绪。`);
  return { level: "block", message: asSentence(modelSentence(source)) };
}

/** Without it no process would be started. */
function secretsFinding(file: string): Finding | null {
  const problem = secretsProblem(file);
  return problem && { level: "block", message: asSentence(problem) };
}

function ok(en: string, zh: string): Finding {
  return { level: "ok", message: { en, zh } };
}

function thisMachine(client: Client): Machine {
  return {
    totalMemoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    freeDiskBytes: freeDiskBytes(client.paths.root),
    engine: newestEngine(client)?.name ?? null,
    gpus: client.db.select({ gpus: worker.gpus }).from(worker).get()?.gpus.length ?? null,
  };
}

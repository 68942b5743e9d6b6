import { freemem } from "node:os";
import { desc, eq, sql } from "drizzle-orm";
import { absentSentence, findDataSource } from "#server/datasets/source.ts";
import type { Client } from "#server/db/client.ts";
import type { DbOrTx } from "#server/db/open.ts";
import { checkpoints, runs } from "#server/db/schema.ts";
import { findRecipe } from "#server/recipes/catalogue.ts";
import type { ConfigIssue, RunSize } from "#server/recipes/recipe.ts";
import { freeDiskBytes } from "#server/system/disk.ts";
import type { Text } from "#trainer/contract/config/field.ts";

export type Finding = { level: "ok" | "warning" | "block"; message: Text };
export type LaunchCheck = {
  ok: boolean;
  issues: ConfigIssue[];
  findings: Finding[];
  command: string[];
  estimate: { seconds: number | null; checkpoints: number; bytes: number | null };
};

/** What a launch would do and need, before it is done. */
export function checkLaunch(
  { db, paths }: Client,
  input: { recipe: string; preset: string | null; config: unknown },
): LaunchCheck {
  const recipe = findRecipe(input.recipe);
  const command = recipe.command({ node: "node", runDir: `${paths.runs}/<run>` });
  const checked = recipe.check(input);
  if (!checked.ok)
    return {
      ok: false,
      issues: checked.issues,
      findings: [],
      command,
      estimate: { seconds: null, checkpoints: 0, bytes: null },
    };
  const size = recipe.size(checked.config);
  const bytes = size.checkpointsKept * (usualCheckpointBytes(db, input.preset) ?? size.checkpointBytes);
  const rate = usualStepsPerSecond(db, input.preset);
  const findings = [
    dataFinding(findDataSource(paths, recipe, checked.config)),
    diskFinding(bytes, freeDiskBytes(paths.root)),
    memoryFinding(size, freemem()),
  ];
  return {
    ok: findings.every(({ level }) => level !== "block"),
    issues: [],
    findings,
    command,
    estimate: { seconds: rate === null ? null : size.steps / rate, checkpoints: size.checkpoints, bytes },
  };
}

function dataFinding(source: ReturnType<typeof findDataSource>): Finding {
  const { name, folder } = source;
  if (source.state === "there")
    return { level: "ok", message: { en: `The data set ${name} is there.`, zh: `数据集 ${name} 已就绪。` } };
  if (source.state === "to make") {
    const { episodes } = source.sample;
    return {
      level: "ok",
      message: {
        en: `The sample data set ${name} (${episodes} episodes) will be made first.`,
        zh: `将先生成示例数据集 ${name}（${episodes} 条轨迹）。`,
      },
    };
  }
  return {
    level: "block",
    message: {
      en: `${capital(absentSentence(source))}.`,
      zh: `没有数据集“${name}”：${folder} 下应有含 dataset_info.json 的版本目录。`,
    },
  };
}

function diskFinding(bytes: number, free: number): Finding {
  const level = bytes > free ? "block" : bytes > free / 2 ? "warning" : "ok";
  return {
    level,
    message: {
      en: `Checkpoints take about ${amount(bytes)}; ${amount(free)} of disk are free.`,
      zh: `检查点约占 ${amount(bytes)}，磁盘剩余 ${amount(free)}。`,
    },
  };
}

function memoryFinding({ memoryBytes }: RunSize, free: number): Finding {
  return {
    level: memoryBytes > free ? "warning" : "ok",
    message: {
      en: `Training takes about ${amount(memoryBytes)} of memory; ${amount(free)} are free.`,
      zh: `训练约需 ${amount(memoryBytes)} 内存，当前可用 ${amount(free)}。`,
    },
  };
}

/** Median over the newest runs of the preset here. */
function usualStepsPerSecond(db: DbOrTx, preset: string | null): number | null {
  if (preset === null) return null;
  const rates = db
    .all<{ rate: number }>(
      sql`SELECT last_value AS rate FROM metric_keys JOIN runs ON runs.id = run_id
          WHERE preset = ${preset} AND key = 'perf/steps_per_second' AND last_value > 0
          ORDER BY created_at DESC LIMIT 15`,
    )
    .map(({ rate }) => rate)
    .sort((a, b) => a - b);
  return rates[rates.length >> 1] ?? null;
}

function usualCheckpointBytes(db: DbOrTx, preset: string | null): number | null {
  if (preset === null) return null;
  const row = db
    .select({ bytes: checkpoints.bytes })
    .from(checkpoints)
    .innerJoin(runs, eq(runs.id, checkpoints.runId))
    .where(eq(runs.preset, preset))
    .orderBy(desc(checkpoints.time))
    .limit(1)
    .get();
  return row?.bytes ?? null;
}

function amount(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toPrecision(3)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

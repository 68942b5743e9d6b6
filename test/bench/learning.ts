// The learning table: npx tsx test/bench/learning.ts --dir OUT [--seeds 0,1,2] [--full] [--match l1] [--set key=value …]
// Trains each setting and seed, one after the other, studies its energy model and prints a table of means.
// Runs that OUT already holds are not repeated, so that an interrupted table goes on where it stopped.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { parseLogLine } from "#trainer/contract/log.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { planLearning, type Setting } from "./learning-plan.ts";
import type { Figures } from "./report.ts";

const COLUMNS: Record<string, string> = {
  "val/l1_ratio": "L1 / mean chunk",
  "val/swap_rise": "swap",
  "val/swap_rise_approach": "swap, approach",
  "val/blank_rise": "blank",
  "val/energy_gap": "gap",
  swapLossRatio: "InfoNCE / ln B",
  spearmanNoise: "ρ noise",
  spearmanOthers: "ρ others",
  "correction α 0.1, k 1: L1 change": "α 0.1 k 1",
  "correction α 0.1, k 4: L1 change": "α 0.1 k 4",
  "correction α 1, k 4: L1 change": "α 1 k 4",
  "correction α 1, k 4: E change": "ΔE, α 1 k 4",
  "share above 0": "E(wrong) > E(right)",
};

const { values: args } = parseArgs({
  options: {
    dir: { type: "string" },
    preset: { type: "string", default: "scoop-tiny" },
    seeds: { type: "string", default: "0,1,2" },
    frames: { type: "string", default: "512" },
    match: { type: "string", default: "" },
    full: { type: "boolean", default: false },
    set: { type: "string", multiple: true, default: [] },
  },
});
if (!args.dir) throw new Error("expected --dir OUT, the folder of the table's runs");
const seeds = args.seeds.split(",");
const plan = planLearning({ full: args.full }).filter(({ name }) => name.includes(args.match));
const rows: { name: string; figures: Figures[] }[] = [];
for (const setting of plan) {
  const figures: Figures[] = [];
  for (const seed of seeds) figures.push(figuresOf(setting, seed));
  rows.push({ name: setting.name, figures });
  console.log(tableRow(setting.name, figures));
}
console.log(`\n${tableHead()}\n${rows.map(({ name, figures }) => tableRow(name, figures)).join("\n")}`);

/** Train and study, or read what an earlier call found. */
function figuresOf({ name, settings }: Setting, seed: string): Figures {
  const dir = path.resolve(args.dir!, `${name.replaceAll(" ", "_")}-seed${seed}`);
  const file = path.join(dir, "figures.json");
  if (!fs.existsSync(file)) {
    console.error(`${name}, seed ${seed}`);
    const set = [...settings, ...args.set, `training.seed=${seed}`].flatMap((pair) => ["--set", pair]);
    const resumed = fs.existsSync(runPaths(dir).config);
    run(["trainer/train.ts", "--run-dir", dir, ...(resumed ? [] : ["--preset", args.preset, ...set])]);
    const study = path.join(dir, "study.json");
    run(["test/bench/energy-study.ts", "--run-dir", dir, "--frames", args.frames, "--json", study]);
    const studied = JSON.parse(fs.readFileSync(study, "utf8")).figures as Figures;
    fs.writeFileSync(file, JSON.stringify({ ...lastValidation(dir), ...studied }));
  }
  return JSON.parse(fs.readFileSync(file, "utf8")) as Figures;
}

function run(argv: string[]): void {
  execFileSync(process.execPath, ["--import", "tsx", ...argv], { stdio: ["ignore", "ignore", "inherit"] });
}

function lastValidation(dir: string): Figures {
  const lines = fs.readFileSync(runPaths(dir).metrics, "utf8").split("\n").filter(Boolean).map(parseLogLine);
  const found = lines.findLast((parsed) => parsed.ok && parsed.line.kind === "eval");
  return found?.ok && found.line.kind === "eval" ? found.line.values : {};
}

function tableHead(): string {
  const titles = ["setting", ...Object.values(COLUMNS)];
  return `| ${titles.join(" | ")} |\n|${titles.map(() => "---").join("|")}|`;
}

/** Mean over the seeds, and the least and the greatest. */
function tableRow(name: string, figures: Figures[]): string {
  const cells = Object.keys(COLUMNS).map((column) => {
    const found = figures.map((figure) => figure[column]).filter((value) => typeof value === "number");
    if (found.length === 0) return "–";
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
    return `${mean.toFixed(3)} (${Math.min(...found).toFixed(3)} … ${Math.max(...found).toFixed(3)})`;
  });
  return `| ${[name, ...cells].join(" | ")} |`;
}

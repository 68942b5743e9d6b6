// What a trained energy model knows: npx tsx test/bench/energy-study.ts --run-dir DIR [--frames 512] [--json FILE|-]
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { restoreState } from "#trainer/checkpoint/state-files.ts";
import { listCheckpoints } from "#trainer/checkpoint.ts";
import { parseConfig } from "#trainer/contract/overrides.ts";
import { RunRecord, runPaths } from "#trainer/contract/run-dir.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { studyEnergy } from "#trainer/energy/study.ts";
import { openEngine } from "#trainer/engine/open.ts";
import { env } from "#trainer/env.ts";
import { createModel } from "#trainer/model.ts";
import { openRunData } from "#trainer/start/open-data.ts";
import { createTrainState } from "#trainer/step.ts";
import { type Figures, report } from "./report.ts";

const { values } = parseArgs({
  options: { "run-dir": { type: "string" }, frames: { type: "string", default: "512" }, json: { type: "string" } },
});
if (!values["run-dir"]) throw new Error("expected --run-dir DIR, a run with a checkpoint");
const dir = path.resolve(values["run-dir"]);
const checkpoint = listCheckpoints(dir).at(-1);
if (!checkpoint) throw new Error(`expected a complete checkpoint in ${dir}, found none`);
const record = RunRecord.parse(JSON.parse(fs.readFileSync(runPaths(dir).config, "utf8")));
const config = parseConfig(record.config as Parameters<typeof parseConfig>[0]);

const engine = await openEngine(config.engine.backend);
const signal = new AbortController().signal;
const dataset = await openRunData(config, { preset: record.preset, dataDir: env.dataDir, say: console.log, signal });
const tokenizer = mergeTokenizer(dataset.vocabulary);
const model = createModel(config, dataset, tokenizer);
await restoreState(createTrainState(model, config), checkpoint.dir, config, engine);

const found = await studyEnergy(engine, model, { config, dataset, tokenizer, frames: Number(values.frames) });
const { corrections, wrongInstruction, ...numbers } = found;
const figures: Figures = { step: checkpoint.step, ...numbers };
for (const { alpha, k, l1Change, energyChange } of corrections) {
  figures[`correction α ${alpha}, k ${k}: L1 change`] = l1Change;
  figures[`correction α ${alpha}, k ${k}: E change`] = energyChange;
}
if (wrongInstruction) {
  figures["E(wrong) − E(right), approach"] = wrongInstruction.difference;
  figures["share above 0"] = wrongInstruction.share;
}
report("bench:energy-study", figures);

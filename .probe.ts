import { openRunData } from "#trainer/open-data.ts";
import { parseConfig } from "#trainer/contract/overrides.ts";
import { findPreset } from "#trainer/contract/presets.ts";
import { listCheckpoints } from "#trainer/checkpoint.ts";
import { restoreState } from "#trainer/state-files.ts";
import { createModel } from "#trainer/model.ts";
import { createTrainState } from "#trainer/step.ts";
import { openEngine } from "#trainer/engine/open.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { evalBatches } from "#trainer/data/batches.ts";
import { replaceInstructions } from "#trainer/data/collate.ts";
import { batchFeeds } from "#trainer/feeds.ts";
import { predict } from "#trainer/forward.ts";
import { createRng } from "#trainer/rng.ts";
import { swapInstruction } from "#trainer/sample/language.ts";
const config = parseConfig(findPreset("scoop-tiny")!.config);
const ds = await openRunData(config, { preset: null, dataDir: "/tmp/vela2", say: console.log, signal: new AbortController().signal });
const engine = await openEngine("wasm"); const tok = mergeTokenizer(ds.vocabulary);
const model = createModel(config, ds, tok); const state = createTrainState(model);
await restoreState(state, listCheckpoints(process.argv[2]!).at(-1)!.dir, config, engine);
const step = engine.compile((i) => ({ a: predict(model, i).actions }));
const P: any = {};
const e0 = ds.episodes.val[0]!; console.log(e0.metadata, e0.instructions[0], e0.phases && Array.from(e0.phases).join(""), e0.frames);
let n = 0;
for await (const b of evalBatches(ds, { tokenizer: tok, split: "val", batchSize: 16, maxFrames: 256, seed: 0 })) {
  const ins = b.instructions.map((s, i) => swapInstruction(s, String(b.meta[i]!.metadata.materials).split(","), createRng(`${i}/${n}`)));
  if (n++ === 0) console.log(b.instructions.slice(0, 4), ins.slice(0, 4), b.meta.slice(0, 4));
  const sb = replaceInstructions(b, ins, tok);
  if (n === 1) console.log(Array.from(b.inputIds.slice(0, 10)), Array.from(sb.inputIds.slice(0, 10)));
  const a = (await (await step.run(batchFeeds(b, model.dims))).read()).a!;
  const s = (await (await step.run(batchFeeds(sb, model.dims))).read()).a!;
  for (let i = 0; i < 16; i++) { const ph = b.meta[i]!.phase!; const r = (P[ph] ??= { n: 0, l1: 0, sw: 0, diff: 0, x: 0, px: 0 }); r.n++;
    let l = 0, q = 0, d = 0; for (let j = 0; j < 56; j++) { l += Math.abs(a[i * 56 + j]! - b.actions[i * 56 + j]!); q += Math.abs(s[i * 56 + j]! - b.actions[i * 56 + j]!); d += Math.abs(s[i * 56 + j]! - a[i * 56 + j]!); }
    r.l1 += l / 56; r.sw += q / 56; r.diff += d / 56; 
    if (n <= 2 && ph === 0 && i < 12) console.log(b.instructions[i], "want", Array.from(b.actions.slice(i*56, i*56+3)).map(v=>v.toFixed(2)).join(","), "got", Array.from(a.slice(i*56,i*56+3)).map(v=>v.toFixed(2)).join(","), "swap", Array.from(s.slice(i*56,i*56+3)).map(v=>v.toFixed(2)).join(","), "prop", Array.from(b.proprio.slice(i*7,i*7+3)).map(v=>v.toFixed(2)).join(","));
  }
}
for (const k of Object.keys(P)) console.log(k, P[k].n, (P[k].l1 / P[k].n).toFixed(4), (P[k].sw / P[k].n).toFixed(4), (P[k].diff / P[k].n).toFixed(4));

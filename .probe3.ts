import { openRunData } from "#trainer/open-data.ts";
import { parseConfig } from "#trainer/contract/overrides.ts";
import { findPreset } from "#trainer/contract/presets.ts";
import { createModel, trainedPolicy } from "#trainer/model.ts";
import { openEngine } from "#trainer/engine/open.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { trainBatches } from "#trainer/data/batches.ts";
import { batchFeeds } from "#trainer/feeds.ts";
import { predict, taskMetrics } from "#trainer/forward.ts";
import { valueAndGrads } from "#trainer/optim/value-and-grads.ts";
import { tf } from "#trainer/engine/tf.ts";
const config = parseConfig(findPreset("scoop-tiny")!.config);
const ds = await openRunData(config, { preset: null, dataDir: "/tmp/vela2", say: console.log, signal: new AbortController().signal });
const tok = mergeTokenizer(ds.vocabulary);
const it = trainBatches(ds, { tokenizer: tok, batchSize: 16, seed: 0, shuffleBufferSize: 20000, imageAug: false });
const b = (await it.next()).value!;
async function go() {
  const model = createModel(config, ds, tok);
  const feeds = batchFeeds(b, model.dims);
  const inputs = Object.fromEntries(Object.entries(feeds).map(([k, f]) => [k, tf.tensor(f.data as any, f.shape, f.dtype)]));
  const params = trainedPolicy(model);
  const { value, grads } = valueAndGrads(params, () => taskMetrics(predict(model, inputs).actions, inputs).loss as tf.Scalar);
  console.log(tf.getBackend(), value.dataSync()[0], grads.size, params.size);
  return new Map([...grads].map(([k, g]) => [k, Float32Array.from(g.dataSync())]));
}
await tf.setBackend("cpu"); const a = await go();
await openEngine("wasm"); const w = await go();
let worst: [number, string][] = [];
for (const [k, x] of a) { const y = w.get(k)!; let d = 0, m = 0; x.forEach((v, i) => { d = Math.max(d, Math.abs(v - y[i]!)); m = Math.max(m, Math.abs(v)); }); worst.push([d / (m + 1e-12), k + " max " + m.toExponential(2)]); }
worst.sort((p, q) => q[0] - p[0]); for (const [e,k] of worst.filter((_,i)=>i%6===0)) console.log(e.toExponential(2), k);


for (const k of [...a.keys()].filter(k=>k.startsWith("action_head"))) { const x=a.get(k)!, y=w.get(k)!; let n=0,d=0,m=0; x.forEach((v,i)=>{const e=Math.abs(v-y[i]!); if(e>1e-6)n++; d=Math.max(d,e); m=Math.max(m,Math.abs(v));}); console.log(k, x.length, "off", n, d.toExponential(2), m.toExponential(2)); }
const X=a.get("action_head.model.fc1.bias")!, Y=w.get("action_head.model.fc1.bias")!; X.forEach((v,i)=>{ if(Math.abs(v-Y[i]!)>1e-7) console.log(i,v,Y[i]); });
process.exit(0);

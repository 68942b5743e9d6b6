import fs from "node:fs";
import { decodeImage } from "#trainer/data/image.ts";
import { openRunData } from "#trainer/open-data.ts";
import { parseConfig } from "#trainer/contract/overrides.ts";
import { findPreset } from "#trainer/contract/presets.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { promptIds } from "#trainer/data/prompt.ts";
import { chunkStarts, writeChunk } from "#trainer/data/chunking.ts";
const config = parseConfig(findPreset("scoop-tiny")!.config);
const ds = await openRunData(config, { preset: null, dataDir: "/tmp/vela2", say: console.log, signal: new AbortController().signal });
const tok = mergeTokenizer(ds.vocabulary);
for (const split of ["train", "val"] as const) {
  const px: Uint8Array[] = [], act: Float32Array[] = [], prop: Float32Array[] = [], ids: number[] = [], ph: number[] = [], ep: number[] = [];
  for (const [k, e] of ds.episodes[split].entries()) for (let f = 0; f < chunkStarts(e.frames, 8, "repeat"); f++) {
    px.push(await decodeImage((await ds.images.frame(e, f))[0]!, 64)); const a = new Float32Array(56); writeChunk(e.actions, { frame: f, chunk: 8, actionDim: 7 }, a); act.push(a);
    prop.push(e.proprio.slice(f * 7, f * 7 + 7)); ids.push(...promptIds(tok, e.instructions[f]!)); ph.push(e.phases![f]!); ep.push(k);
  }
  const w = (n: string, b: Buffer) => fs.writeFileSync(`/tmp/tr/${split}.${n}`, b);
  w("px", Buffer.concat(px)); w("act", Buffer.concat(act.map((a) => Buffer.from(a.buffer)))); w("prop", Buffer.concat(prop.map((a) => Buffer.from(a.buffer.slice(a.byteOffset, a.byteOffset + a.byteLength)))));
  w("ids", Buffer.from(Int32Array.from(ids).buffer)); w("ph", Buffer.from(Int32Array.from(ph).buffer)); w("ep", Buffer.from(Int32Array.from(ep).buffer));
  fs.writeFileSync(`/tmp/tr/${split}.json`, JSON.stringify({ n: px.length, mats: ds.episodes[split].map((e) => e.metadata.materials), ins: ds.episodes[split].map((e) => e.instructions[0]) }));
  console.log(split, px.length, ids.length / px.length);
}
process.exit(0);

// Takes a few batches made by data threads, then ends in the way that its argument says.
import { trainBatches } from "#trainer/data/batches.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { openTiny } from "./tiny-dataset.ts";

const dataset = await openTiny({ train: [{ length: 12 }, { length: 9 }] }, { workers: 2 });
const tokenizer = mergeTokenizer(dataset.vocabulary);
const options = { tokenizer, batchSize: 8, seed: 0, shuffleBufferSize: 10, imageAug: true };
const batches = trainBatches(dataset, options);
let samples = 0;
for (let i = 0; i < 2; i++) samples += (await batches.next()).value!.size;
process.stdout.write(`${samples} samples\n`);

const ending = process.argv[2];
if (ending === "return" || ending === "close") await batches.return();
if (ending === "close") await dataset.pictures.close();
// As a run that fails does: it sets its code and lets go of the batches under way.
if (ending === "error") process.exitCode = 7;

// make-dataset.mjs OUT NAME: a data set folder with nothing but its dataset_info.json, with progress as JSON lines.
// A file OUT/refuse makes it fail with that file's text; a file OUT/wait makes it wait until that file is gone.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const [out, name] = process.argv.slice(2);
if (existsSync(`${out}/refuse`)) {
  console.error(readFileSync(`${out}/refuse`, "utf8"));
  process.exit(1);
}
console.log(JSON.stringify({ done: 0, total: 10 }));
if (existsSync(`${out}/wait`)) appendFileSync(`${out}/wait`, `${process.pid}\n`);
while (existsSync(`${out}/wait`)) await sleep(10);
for (let done = 1; done <= 10; done++) console.log(JSON.stringify({ done, total: 10 }));
const path = `${out}/${name}/1.0.0`;
mkdirSync(path, { recursive: true });
const splits = [{ name: "train", numBytes: "100", shardLengths: ["4", "6"] }];
writeFileSync(`${path}/dataset_info.json`, JSON.stringify({ name, version: "1.0.0", splits }));
console.log(JSON.stringify({ path }));

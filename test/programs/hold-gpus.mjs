// hold-gpus.mjs RUN_DIR [LEAVE_MS]: notes in <runs>/gpus.log which GPUs it sees, when it begins and when it ends.
import fs from "node:fs";
import path from "node:path";

const [runDir, ms = "30"] = process.argv.slice(2);
const log = path.join(path.dirname(runDir), "gpus.log");
const gpus = process.env.CUDA_VISIBLE_DEVICES;
fs.appendFileSync(log, `begin ${gpus}\n`);
setTimeout(() => fs.appendFileSync(log, `end ${gpus}\n`), Number(ms));

// claim-all.ts DATABASE: says that it is ready, waits for its input, then claims runs until there is none.
import { once } from "node:events";
import { openDb } from "#server/db/open.ts";
import { claimRun } from "#server/runs/claim.ts";

const db = openDb(process.argv[2]!);
console.log("ready");
await once(process.stdin, "data");
for (let run = claimRun(db, { slots: 1000 }); run; run = claimRun(db, { slots: 1000 })) console.log(run.id);
process.exit(0);

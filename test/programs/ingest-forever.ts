// ingest-forever.ts DATABASE RUN FILE: reads a run's log into a database again and again, until it is killed.
import { openDb } from "#server/db/open.ts";
import { ingestLog } from "#server/worker/ingest.ts";

const [database, runId, file] = process.argv.slice(2) as [string, string, string];
const db = openDb(database);
console.log("reading");
for (;;) ingestLog(db, { runId, file, maxChunks: 4 });

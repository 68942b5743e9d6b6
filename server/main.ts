import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { closeDb, migrateDb, openDb } from "./db/open.ts";
import { runDemo } from "./demo.ts";
import { type Env, readEnv } from "./env.ts";
import { DomainError } from "./errors.ts";
import { buildInterface } from "./main/build.ts";
import { keepAlive } from "./main/keep-alive.ts";
import { expectFreePort } from "./main/port.ts";
import { untilReady } from "./main/ready.ts";
import { dataPaths } from "./paths.ts";
import { stopSignal } from "./stop-signal.ts";

const LOOPBACK = ["127.0.0.1", "localhost", "::1"];

type Options = { dev: boolean; demo: boolean; verbose: boolean };

/** `npm start`: database, build, then web and worker side by side; one line a step. */
async function main() {
  const env = readEnv();
  const options = readOptions();
  const stop = stopSignal();
  await expectFreePort(env);
  say(`Data folder: ${env.dataDir}`);
  prepareDatabase(env);
  if (options.dev) say("Interface: development mode, built page by page");
  else await buildInterface({ ...env, verbose: options.verbose, say, stop });
  if (stop.aborted) return;
  if (!LOOPBACK.includes(env.host) && env.token === null)
    say(`Warning: everyone who reaches ${env.host} can use this server; set VELA_TOKEN to ask for a token`);
  say("Starting the web server and the worker");
  const nodeEnv = options.dev ? "development" : "production";
  const shared = { ...env, nodeEnv, say, stop };
  const web = keepAlive({ name: "web", args: ["server/web.ts", ...(options.dev ? ["--dev"] : [])], ...shared });
  const worker = keepAlive({ name: "worker", args: ["server/worker/main.ts"], ...shared });
  const { url, token } = env;
  if (await untilReady(url, stop)) {
    say(`Vela is ready at ${url}`);
    if (options.demo) await runDemo({ url, token, say }).catch((error: Error) => say(`Demo: ${error.message}`));
  }
  await Promise.all([web, worker]);
  say("Stopped; runs that were under way go on");
}

function readOptions(): Options {
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({ options: { dev: flag, demo: flag, verbose: flag } });
  return values;
}

function prepareDatabase({ dataDir, projectDir }: Env) {
  const { database } = dataPaths(dataDir);
  const isNew = !existsSync(database);
  const db = openDb(database);
  const applied = migrateDb(db, projectDir);
  closeDb(db);
  say(`Database: ${isNew ? "made" : applied > 0 ? `migrated, ${applied} steps` : "up to date"}`);
}

function say(line: string) {
  console.log(line);
}

await main().catch((error: unknown) => {
  console.error(error instanceof DomainError ? error.message : error);
  process.exit(1);
});

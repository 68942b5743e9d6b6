import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { closeDb, migrateDb, openDb } from "./db/open.ts";
import { runDemo } from "./demo.ts";
import { childEnv, type Env, readEnv } from "./env.ts";
import { DomainError } from "./errors.ts";
import { hashSources, readStamp, writeStamp } from "./main/build-stamp.ts";
import { expectFreePort } from "./main/port.ts";
import { untilReady } from "./main/ready.ts";
import { dataPaths } from "./paths.ts";
import { stopSignal } from "./stop-signal.ts";

const LOOPBACK = ["127.0.0.1", "localhost", "::1"];
const MAX_PAUSE_MS = 30_000;

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
  else await build(env, options, stop);
  if (stop.aborted) return;
  if (!LOOPBACK.includes(env.host) && env.token === null)
    say(`Warning: everyone who reaches ${env.host} can use this server; set VELA_TOKEN to ask for a token`);
  say("Starting the web server and the worker");
  const nodeEnv = options.dev ? "development" : "production";
  const web = keepAlive({ name: "web", args: ["server/web.ts", ...(options.dev ? ["--dev"] : [])], env, nodeEnv, stop });
  const worker = keepAlive({ name: "worker", args: ["server/worker/main.ts"], env, nodeEnv, stop });
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

/** Build the interface when there is no build, or one of other sources. */
async function build({ projectDir }: Env, { verbose }: Options, stop: AbortSignal) {
  const digest = hashSources(projectDir);
  const stamp = readStamp(projectDir);
  if (stamp === digest) return say("Interface: up to date");
  say(`Interface: ${stamp === null ? "building" : "sources have changed, building again"}; this takes about a minute`);
  const startedAt = Date.now();
  const next = join(projectDir, "node_modules", "next", "dist", "bin", "next");
  const result = await execa(process.execPath, [next, "build"], {
    cwd: projectDir,
    env: childEnv({ NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" }),
    stdin: "ignore",
    all: true,
    stdout: verbose ? ["pipe", "inherit"] : "pipe",
    stderr: verbose ? ["pipe", "inherit"] : "pipe",
    reject: false,
    cancelSignal: stop,
  });
  if (stop.aborted) return;
  if (result.failed) {
    if (!verbose) console.error(result.all);
    throw new DomainError("INTERNAL_SERVER_ERROR", "the interface could not be built; what the builder said is above");
  }
  writeStamp(projectDir, digest);
  say(`Interface: built in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

type Kept = { name: string; args: string[]; env: Env; nodeEnv: string; stop: AbortSignal };

/** Run a process until the signal; one that dies is started again, after pauses that grow. */
async function keepAlive({ name, args, env, nodeEnv, stop }: Kept) {
  let pauseMs = 500;
  while (!stop.aborted) {
    const startedAt = Date.now();
    const child = execa(process.execPath, ["--import", "tsx", ...args], {
      cwd: env.projectDir,
      env: childEnv({ VELA_DATA: env.dataDir, NODE_ENV: nodeEnv, NEXT_TELEMETRY_DISABLED: "1" }),
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      // A channel tells the child when this process dies without a word.
      ipc: true,
      buffer: false,
      reject: false,
      forceKillAfterDelay: 10_000,
    });
    const end = () => child.kill("SIGTERM");
    stop.addEventListener("abort", end);
    const { exitCode, signal } = await child;
    stop.removeEventListener("abort", end);
    if (stop.aborted) return;
    if (Date.now() - startedAt > MAX_PAUSE_MS) pauseMs = 500;
    say(`The ${name} process ended (${signal ?? `exit code ${exitCode}`}); starting it again in ${pauseMs / 1000} s`);
    await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  }
}

function say(line: string) {
  console.log(line);
}

await main().catch((error: unknown) => {
  console.error(error instanceof DomainError ? error.message : error);
  process.exit(1);
});

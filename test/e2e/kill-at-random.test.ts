import fs from "node:fs";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { afterAll, expect, test } from "vitest";
import type { AppRouter } from "#server/api/root.ts";
import { hasEnded } from "#server/runs/status.ts";
import { PROGRAMS } from "#test/factories/launch.ts";
import { processesOf, processesWith } from "#test/factories/run-processes.ts";
import { until } from "#test/factories/wait.ts";
import { readLog } from "#test/trainer/train/trainer-process.ts";
import { wire } from "#trainer/contract/wire.ts";
import { startVela, type VelaServer } from "./vela-server.ts";

const RUNS = 10;
const STEPS = 250;
const STEP_MS = 100;
/** What ten runs log in about a second. */
const MOST_BYTES_BETWEEN_KILLS = 10_000;
/** At random moments, in turn. */
const VICTIMS = ["worker", "web", "worker", "all"] as const;

let vela: VelaServer | undefined;

afterAll(async () => {
  await vela?.stop();
  if (vela) fs.rmSync(vela.dataDir, { recursive: true, force: true });
});

test("ten runs finish, each with every point, though web, worker or both are killed all the time", async () => {
  const settings = { VELA_SLOTS: String(RUNS), VELA_GPUS: "none" };
  vela = await startVela({ settings });
  const { dataDir } = vela;
  const command = [process.execPath, `${PROGRAMS}/log-steps.mjs`, "{runDir}", String(STEPS), String(STEP_MS)];
  const config = { command, maxSteps: STEPS };
  const create = () => apiOf(vela!).runs.create.mutate({ recipe: "command", preset: null, config });
  const ids = await Promise.all(Array.from({ length: RUNS }, async () => (await create()).id));

  const kills = { web: 0, worker: 0, all: 0 };
  const logged = () => ids.reduce((bytes, id) => bytes + sizeOf(`${dataDir}/runs/${id}/metrics.jsonl`), 0);
  const isAnyOver = () => ids.some((id) => fs.existsSync(`${dataDir}/runs/${id}/attempts/1/exit.json`));
  const untilRandom = async () => {
    const goal = logged() + Math.random() * MOST_BYTES_BETWEEN_KILLS;
    await until(() => logged() >= goal || isAnyOver());
  };
  for (let round = 0; !isAnyOver(); round++) {
    await untilRandom();
    const victim = VICTIMS[round % VICTIMS.length]!;
    if (victim === "all") {
      await vela.kill();
      await untilRandom();
      vela = await startVela({ dataDir, settings });
    } else await until(() => killPart(dataDir, victim));
    kills[victim]++;
  }
  console.log(`killed with SIGKILL: web ${kills.web}, worker ${kills.worker}, everything ${kills.all} times`);
  expect(kills.all).toBeGreaterThan(0);

  const api = apiOf(vela);
  for (const id of ids) {
    const run = await until(async () => {
      // The web process may be on its way up again.
      const found = await api.runs.get.query({ id }).catch(() => null);
      return found && hasEnded(found.status) && found;
    });
    expect(run).toMatchObject({ status: "finished", step: STEPS, exitCode: 0, badLines: 0, skippedLines: 0 });
    const { rows } = await api.metrics.raw.query({ runId: id, key: "train/loss" });
    const every = Array.from({ length: STEPS }, (_, i) => ({ step: i + 1, value: 1 / (i + 1) }));
    expect(rows.map(({ step, value }) => ({ step, value }))).toEqual(every);
    const steps = readLog(`${dataDir}/runs/${id}`).flatMap((line) => (line.kind === "metric" ? [line.step] : []));
    expect(steps).toEqual(every.map(({ step }) => step));
    await until(() => processesOf(id).length === 0);
  }
  await vela.stop();
  await until(() => processesWith(`VELA_DATA=${dataDir}`).length === 0);
});

/** False: it is not there now, for it was killed a moment ago. */
function killPart(dataDir: string, part: "web" | "worker"): boolean {
  const program = part === "web" ? "server/web.ts" : "server/worker/main.ts";
  const pid = processesWith(`VELA_DATA=${dataDir}`).find((each) => commandOf(each).includes(program));
  if (pid !== undefined) process.kill(pid, "SIGKILL");
  return pid !== undefined;
}

function commandOf(pid: number): string[] {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return []; // It is gone.
  }
}

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function apiOf({ url }: VelaServer) {
  return createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${url}/api/trpc`, transformer: wire })] });
}

import fs from "node:fs";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { afterAll, expect, test } from "vitest";
import type { AppRouter } from "#server/api/root.ts";
import { until } from "#test/factories/wait.ts";
import { readLog } from "#test/trainer/train/trainer-process.ts";
import { wire } from "#trainer/contract/wire.ts";
import { startVela, type VelaServer } from "./vela-server.ts";

let vela: VelaServer | undefined;

afterAll(async () => {
  await vela?.stop();
  if (vela) fs.rmSync(vela.dataDir, { recursive: true, force: true });
});

test("web and worker are killed in mid-run and started again: the run goes on, no point is lost or doubled", async () => {
  vela = await startVela();
  const { dataDir } = vela;
  const api = apiOf(vela);
  const { id: job } = await api.datasets.makeSample.mutate({ size: 64, episodes: 12 });
  await until(async () => (await api.datasets.jobs.query()).find(({ id }) => id === job)?.status === "finished");
  const training = { maxSteps: 60, logFreq: 1, saveFreq: 1000, valFreq: 1000, valFrames: 32 };
  const { id } = await api.runs.create.mutate({ recipe: "vla-energy", preset: "scoop-tiny", config: { training } });
  await until(async () => (await api.runs.get.query({ id })).step >= 5);

  await vela.kill();
  const steps = () => readLog(`${dataDir}/runs/${id}`).flatMap((line) => (line.kind === "metric" ? [line.step] : []));
  const atKill = steps().length;
  await until(() => steps().length > atKill);

  vela = await startVela({ dataDir });
  const again = apiOf(vela);
  await until(async () => (await again.runs.get.query({ id })).status === "finished");
  expect(await again.runs.get.query({ id })).toMatchObject({ step: 60, attempt: 1, exitCode: 0, badLines: 0 });
  const { rows } = await again.metrics.raw.query({ runId: id, key: "train/loss" });
  const logged = readLog(`${dataDir}/runs/${id}`).flatMap((line) =>
    line.kind === "metric" ? [{ step: line.step, value: line.values["train/loss"] }] : [],
  );
  expect(logged.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  expect(rows.map(({ step, value }) => ({ step, value }))).toEqual(logged);
});

function apiOf({ url }: VelaServer) {
  return createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${url}/api/trpc`, transformer: wire })] });
}

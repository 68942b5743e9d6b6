import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { execaSync } from "execa";
import { expect, test } from "vitest";
import { readRunOrigin } from "#server/origin/read-origin.ts";
import { runAgain } from "#server/runs/again.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { claimRun } from "#server/runs/claim.ts";
import { findRun } from "#server/runs/find.ts";
import { writeRun } from "#server/runs/write.ts";
import { readGpus } from "#server/worker/origin/ask-gpus.ts";
import { makeDataHasher } from "#server/worker/origin/hash-run-data.ts";
import { startRun } from "#server/worker/start-run.ts";
import { addRecipe, ended, launch, PROGRAMS, readStart } from "#test/factories/launch.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

const SHOW_START = [process.execPath, join(PROGRAMS, "show-start.mjs"), "--run", "{runDir}"];

test("a run records what it is started with and on before it starts", async () => {
  const world = makeWorld();
  const id = queueProgram(world, "log-steps 3");
  startWorker(world);
  await until(() => ended(world, id));
  const { origin, diff } = readRunOrigin(world, { id });
  expect(origin).toMatchObject({
    attempt: 1,
    command: findRun(world.db, id).command,
    cwd: process.cwd(),
    machine: { host: hostname() },
    software: { node: process.version, lock: { file: "package-lock.json" } },
    environment: { VELA_DATA: world.paths.root },
  });
  expect(origin!.software.packages["better-sqlite3"]).toMatch(/^\d+\./);
  const head = execaSync("git", ["rev-parse", "HEAD"], { reject: false }).stdout;
  if (head) expect(origin!.code).toMatchObject({ state: "git", commit: head });
  expect(diff === null).toBe(origin!.code.state === "none" || origin!.code.diff?.kept !== true);
  const file = `${world.paths.run(id)}/origin/1/origin.json`;
  expect(statSync(file).mtimeMs).toBeLessThanOrEqual(statSync(`${world.paths.run(id)}/attempts/1`).birthtimeMs + 1);
});

test("no secret is in what is recorded", async () => {
  const world = makeWorld();
  writeFileSync(world.paths.secrets, "HF_TOKEN=hf_verysecret\n", { mode: 0o600 });
  const id = launch(world, "command", { command: SHOW_START });
  startWorker(world);
  await until(() => ended(world, id));
  expect(readStart(world, id).env.HF_TOKEN).toBe("hf_verysecret");
  expect(readFileSync(`${world.paths.run(id)}/origin/1/origin.json`, "utf8")).not.toContain("hf_verysecret");
});

test("the hash of a run's data follows, also when the worker that should have read it died", async () => {
  const world = makeWorld();
  const folder = join(world.paths.rlds, "spoons", "1.0.0");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "dataset_info.json"),
    JSON.stringify({ splits: [{ name: "train", shardLengths: ["1"] }] }),
  );
  writeFileSync(join(folder, "spoons-train.tfrecord-00000-of-00001"), "shard");
  const find = world.findRecipe;
  const members = ["spoons"];
  world.findRecipe = (name) => ({
    ...find(name),
    data: () => ({ rootDir: world.paths.rlds, name: "spoons", members, sample: null }),
  });
  const id = queueProgram(world, "log-steps 3");
  startWorker(world);
  const hashed = await until(() => {
    const data = readRunOrigin(world, { id }).origin?.data[0];
    return data?.state === "hashed" && data;
  });
  expect(hashed.sha256).toMatch(/^[0-9a-f]{64}$/);
  await until(() => ended(world, id));
  expect(findRun(world.db, id).origin).toMatchObject({ data: [hashed] });

  const { origin } = readRunOrigin(world, { id });
  const asLeft = { ...origin!, data: [{ ...hashed, state: "pending" as const, sha256: null }] };
  writeFileSync(`${world.paths.run(id)}/origin/1/origin.json`, JSON.stringify(asLeft));
  writeRun(world.db, id, { origin: asLeft });
  const stop = new AbortController();
  const next = makeDataHasher(world).loop(stop.signal);
  await until(() => readRunOrigin(world, { id }).origin?.data[0]?.state === "hashed");
  stop.abort();
  await next;
  expect(findRun(world.db, id).origin).toEqual(origin);
});

test("run again starts the same argv, and says from which run it came", async () => {
  const world = makeWorld();
  const id = launch(world, "command", { command: [...SHOW_START, "--lr", "1e-4"] });
  startWorker(world);
  await until(() => ended(world, id));
  const again = runAgain(world, { id });
  await until(() => ended(world, again.id));
  const own = (run: string) => readStart(world, run).argv.map((word) => word.replaceAll(run, "RUN"));
  expect(own(again.id)).toEqual(own(id));
  const { parent } = readRunOrigin(world, { id: again.id });
  expect(parent).toMatchObject({ id, differences: [] });
});

test("run again refuses where the recipe's file would now start another argv", async () => {
  const world = makeWorld();
  const recipe = (flag: string) => ({
    name: "mine",
    label: { en: "Mine", zh: "我的" },
    argv: [...SHOW_START, flag],
    fields: {},
  });
  addRecipe(world, "mine.json", recipe("--old"));
  const id = launch(world, "mine", {});
  startWorker(world);
  await until(() => ended(world, id));
  addRecipe(world, "mine.json", recipe("--new"));
  expect(() => runAgain(world, { id })).toThrow(/the recipe "mine" has changed since.*--old.*--new/);
});

test("what a child was started on that its parent was not is named", async () => {
  const world = makeWorld();
  const id = launch(world, "command", { command: [...SHOW_START, "--lr", "1e-4"] });
  startWorker(world);
  await until(() => ended(world, id));
  const child = launch(world, "command", { command: [...SHOW_START, "--lr", "1e-3"] }, { parentId: id });
  await until(() => ended(world, child));
  const { differences } = readRunOrigin(world, { id: child }).parent!;
  expect(differences).toHaveLength(1);
  expect(differences![0]).toMatchObject({ what: "command", name: null });
  expect(differences![0]!.before).toContain('"1e-4"');
  expect(differences![0]!.after).toContain('"1e-3"');
});

test("a run that is stopped while its origin is recorded never starts", async () => {
  const world = makeWorld();
  const id = queueProgram(world, "log-steps 1000000 5");
  const start = startRun(world, claimRun(world.db, { slots: 1 })!, new AbortController().signal);
  cancelRun(world.db, { id });
  expect(await start).toBe(false);
  expect(findRun(world.db, id)).toMatchObject({ status: "cancelled", endReason: "stopped before it started" });
  expect(existsSync(`${world.paths.run(id)}/attempts/1`)).toBe(false);
});

test("a run whose worker ends while its origin is recorded is left for the next to begin", async () => {
  const world = makeWorld();
  const id = queueProgram(world, "log-steps 3");
  const stop = new AbortController();
  const start = startRun(world, claimRun(world.db, { slots: 1 })!, stop.signal);
  stop.abort();
  expect(await start).toBe(false);
  expect(findRun(world.db, id).status).toBe("starting");
  startWorker(world);
  expect(await until(() => ended(world, id))).toMatchObject({ status: "finished", attempt: 1 });
});

test("a Python that a command starts is asked what is installed in it", async () => {
  const world = makeWorld();
  const program = execaSync("which", ["python3"]).stdout;
  const id = launch(world, "command", { command: [program, "-c", "print(1)"] });
  startWorker(world);
  await until(() => ended(world, id));
  expect(readRunOrigin(world, { id }).origin!.software.python).toMatchObject({
    program,
    version: expect.stringMatching(/^3\.\d+/),
  });
});

test("GPUs with their driver are read, and what is no GPU is passed over", () => {
  const text =
    "0, GPU-1a, 550.54.15, 81559, NVIDIA H100 80GB HBM3\n1, GPU-2b, 550.54.15, [N/A], A, B\nNo devices were found\n";
  expect(readGpus(text)).toEqual([
    { index: 0, uuid: "GPU-1a", driver: "550.54.15", memoryBytes: 81559 * 1024 * 1024, name: "NVIDIA H100 80GB HBM3" },
    { index: 1, uuid: "GPU-2b", driver: "550.54.15", memoryBytes: null, name: "A, B" },
  ]);
});

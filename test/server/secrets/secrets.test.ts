import { createHash } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { getRun } from "#server/runs/get.ts";
import { readSecrets } from "#server/secrets/read.ts";
import type { World } from "#server/worker/world.ts";
import { ended, launch, PROGRAMS } from "#test/factories/launch.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

const CANARY = "canary-7f3a91c2d4";
const COMMAND = { command: [process.execPath, `${PROGRAMS}/hash-env.mjs`, "HF_TOKEN"] };

test("a secret reaches the program, and lies in no file of Vela's beside its own", async () => {
  const world = makeWorld();
  writeSecrets(world, `# tokens\nHF_TOKEN=${CANARY}\n`);
  const id = launch(world, "command", COMMAND);
  startWorker(world);
  expect(await until(() => ended(world, id))).toMatchObject({ status: "finished" });
  const seen = readFileSync(`${world.paths.run(id)}/hash`, "utf8");
  expect(seen).toBe(createHash("sha256").update(CANARY).digest("hex"));
  expect(JSON.stringify(getRun(world, id))).not.toContain(CANARY);
  const holding = filesBelow(world.paths.root).filter((file) => readFileSync(file).includes(CANARY));
  expect(holding).toEqual([world.paths.secrets]);
  // The search does find what is there: the run's id is in the database and in config.json's command.
  const naming = filesBelow(world.paths.root).filter((file) => readFileSync(file).includes("hash-env.mjs"));
  expect(naming.some((file) => file.startsWith(world.paths.database))).toBe(true);
  expect(naming).toContain(`${world.paths.run(id)}/config.json`);
});

test("a secret does not replace what Vela gives, nor what the run was given", async () => {
  const world = makeWorld();
  writeSecrets(world, "VELA_RUN_ID=other\nVELA_DATA=/other\nMODE=secret\n");
  const show = [process.execPath, `${PROGRAMS}/show-start.mjs`];
  const id = launch(world, "command", { command: show, environment: { MODE: "given" } });
  startWorker(world);
  await until(() => ended(world, id));
  const { env } = JSON.parse(readFileSync(`${world.paths.run(id)}/start-1.json`, "utf8"));
  expect(env).toMatchObject({ VELA_RUN_ID: id, VELA_DATA: world.paths.root, MODE: "given" });
});

test.each([0o644, 0o640, 0o700, 0o400])("a file of mode %o is refused before and at the start", async (mode) => {
  const world = makeWorld();
  const api = createApi(world);
  const launchIt = { recipe: "command", preset: null, config: COMMAND };
  const id = launch(world, "command", COMMAND);
  writeSecrets(world, `HF_TOKEN=${CANARY}\n`, mode);
  const { ok, findings } = await api.recipes.check(launchIt);
  expect({ ok, findings }).toMatchObject({ ok: false, findings: [{ level: "block" }] });
  expect(findings[0]!.message.zh).toMatch(/0600/);
  await expect(api.runs.create(launchIt)).rejects.toThrow(/secrets\.env: expected mode 0600/);
  startWorker(world);
  const run = await until(() => ended(world, id));
  expect(run.endReason).toMatch(/^could not be started: .*secrets\.env: expected mode 0600, .*chmod 600/);
});

test("lines are NAME=value, with or without quotes; a line that is not is told by its number alone", () => {
  const { secrets } = writeSecrets(makeWorld(), "\n# note\nA=1 2=3\r\n  B=\"x y\"\nC='z'\nD=\n");
  expect(readSecrets(secrets)).toEqual({ A: "1 2=3", B: "x y", C: "z", D: "" });
  writeFileSync(secrets, `A=1\nexport ${CANARY}\n`);
  expect(() => readSecrets(secrets)).toThrow(/expected NAME=value, found something else in line 2$/);
  expect(readSecrets(`${secrets}.absent`)).toEqual({});
});

test("a link is not followed", () => {
  const { secrets } = writeSecrets(makeWorld(), "A=1\n");
  symlinkSync(secrets, `${secrets}.link`);
  expect(() => readSecrets(`${secrets}.link`)).toThrow(/expected a regular file/);
});

function writeSecrets({ paths }: World, text: string, mode = 0o600) {
  writeFileSync(paths.secrets, text);
  chmodSync(paths.secrets, mode);
  return paths;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { extract } from "tar-stream";
import { expect, test } from "vitest";
import { findRun } from "#server/runs/find.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";
import { addFile, addRun, type Lab, openLab } from "./lab.ts";
import { cells, runCli, runJson } from "./run-cli.ts";
import { failHere } from "./run-here.ts";
import { serveVela } from "./vela-server.ts";

test("checkpoints lists them with size, state and metrics", async () => {
  const lab = await openLab();
  expect((await runCli(["checkpoints", addRun(lab, { name: "new" }).id], lab)).stdout).toBe(
    "run new has no checkpoints yet\n",
  );
  const id = await trainedRun(lab);
  const [heads, row] = cells((await runCli(["checkpoints", id], lab)).stdout);
  expect(heads).toEqual(["STEP", "NAME", "SIZE", "FILES", "TIME", "STATE", "train/loss"]);
  expect(row!.filter((_, at) => at !== 4)).toEqual(["5", "step-000005", "18 B", "1", "complete", "0.2"]);
  expect(await runJson(["checkpoints", id], lab)).toMatchObject([{ step: 5, complete: true }]);
});

test.each(["5", "step-000005", "checkpoints/step-000005"])("download %s saves the checkpoint as .tar", async (what) => {
  const lab = await openLab();
  const id = await trainedRun(lab);
  const cwd = here(lab);
  const { code, stdout, stderr } = await runCli(["download", id, what], { ...lab, cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const name = `${findRun(lab.world.db, id).name}-step-000005.tar`;
  expect(cells(stdout)[1]![0]).toBe(name);
  expect(readdirSync(cwd)).toEqual([name]);
  const files = await untar(readFileSync(join(cwd, name)));
  expect([...files.keys()]).toEqual(["step-000005/manifest.json", "step-000005/model.safetensors"]);
  expect(files.get("step-000005/model.safetensors")).toBe("weights of step 5\n");
});

test("download saves a file whole, under its name, another name, in a folder, or to stdout", async () => {
  const lab = await openLab();
  const { id } = addRun(lab, { name: "files" });
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
  addFile(lab, id, "artifacts/图 1 #a%.bin", content);
  addFile(lab, id, "empty.log", "");
  const cwd = here(lab);
  mkdirSync(join(cwd, "folder"));
  const path = "artifacts/图 1 #a%.bin";
  const download = (...args: string[]) => runCli(["download", "files", ...args], { ...lab, cwd });
  expect((await download(path)).code).toBe(0);
  expect(await download(path)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^there is a file 图 1 #a%\.bin here/),
  });
  expect((await download(path, "-o", "other.bin")).code).toBe(0);
  expect((await download(path, "-o", "folder")).code).toBe(0);
  expect(await runJson(["download", "files", "empty.log", "-o", "empty"], { ...lab, cwd })).toEqual({
    run: id,
    file: "empty",
    bytes: 0,
  });
  for (const file of ["图 1 #a%.bin", "other.bin", "folder/图 1 #a%.bin"])
    expect(readFileSync(join(cwd, file)).equals(content)).toBe(true);
  addFile(lab, id, "output.log", "line 1\nline 2\n");
  expect(await download("output.log", "-o", "-")).toEqual({ code: 0, stdout: "line 1\nline 2\n", stderr: "" });
});

test("a download that cannot be is one sentence, and leaves nothing behind", async () => {
  const lab = await openLab();
  const { id } = addRun(lab, { name: "none" });
  addFile(lab, id, "config.json", "{}");
  const cwd = here(lab);
  const fails = async (args: string[], code: number, sentence: RegExp) => {
    const failure = await failHere(["download", "none", ...args], lab);
    expect(failure).toEqual({ exitCode: code, sentence: expect.stringMatching(sentence) });
  };
  await fails(["7"], 1, /^run none has no checkpoint of step 7; it has none$/);
  await fails(["absent.txt"], 1, /^run \w+ has no file "absent\.txt"$/);
  await fails(["../config.json"], 2, /^"\.\.\/config\.json" is not a path below the run's folder$/);
  await fails(["config.json", "-o", `${cwd}/no/folder`], 1, /\/no\/folder could not be saved: ENOENT/);
  expect(readdirSync(cwd)).toEqual([]);
});

test("a download that breaks off is an error, and leaves nothing behind", async () => {
  const world = makeWorld();
  const url = await serveVela(world, {
    sendFile: async (_client, _req, res) => {
      res.writeHead(200, { "content-length": 1000 }).write("the first bytes", () => res.destroy());
    },
  });
  const lab = { world, url };
  addFile(lab, addRun(lab, { name: "cut" }).id, "output.log", "x");
  const cwd = here(lab);
  const failure = await failHere(["download", "cut", "output.log", "-o", `${cwd}/file`], lab);
  expect(failure).toEqual({
    exitCode: 1,
    sentence: expect.stringMatching(/file could not be saved: the connection broke off$/),
  });
  expect(readdirSync(cwd)).toEqual([]);
});

async function trainedRun({ world }: Lab): Promise<string> {
  const id = queueProgram(world, "log-steps 5");
  startWorker(world);
  await until(() => findRun(world.db, id).status === "finished");
  return id;
}

function here({ world }: Lab): string {
  const folder = join(world.paths.root, "here");
  mkdirSync(folder);
  return folder;
}

async function untar(bytes: Buffer): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const entry of Readable.from([bytes]).pipe(extract())) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    files.set(entry.header.name, Buffer.concat(chunks).toString());
  }
  return files;
}

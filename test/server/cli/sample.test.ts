import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { startWorker } from "#test/factories/worker.ts";
import { openLab } from "./lab.ts";
import { cells, runCli, runJson } from "./run-cli.ts";

test("sample waits until the data set is there, and shows it", async () => {
  const lab = await openLab();
  startWorker(lab.world);
  const { code, stdout, stderr } = await runCli(["sample", "--size", "128", "--episodes", "12"], lab);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^making the sample data set vela_scoop_128: 0 of \d+ episodes$/m);
  const folder = `${lab.world.paths.rlds}/vela_scoop_128/1.0.0`;
  expect(cells(stdout)).toEqual([
    ["DATA SET", "SPLIT", "EPISODES", "SIZE", "FOLDER"],
    ["vela_scoop_128", "train", "10", "100 B", folder],
  ]);
  expect(await runJson(["sample"], lab)).toMatchObject({ kind: "sample", size: 64, status: "finished" });
});

test("a sample data set that cannot be made ends with exit code 1 and the reason", async () => {
  const lab = await openLab();
  mkdirSync(lab.world.paths.rlds, { recursive: true });
  writeFileSync(`${lab.world.paths.rlds}/refuse`, "no space here");
  startWorker(lab.world);
  const { code, stdout, stderr } = await runCli(["sample"], lab);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.trimEnd().split("\n").at(-1)).toBe("the sample data set could not be made: no space here");
});

import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execaSync } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { hashData } from "#server/origin/hash-data.ts";
import { readData } from "#server/origin/read-data.ts";
import { dataPaths } from "#server/paths.ts";

const signal = new AbortController().signal;

test("the hash of a data set is that of what sha256sum prints for its files", async () => {
  const { set, folder, cacheDir } = makeDataset();
  expect(set).toMatchObject({ name: "spoons", folder, files: 4, state: "pending" });
  const hashed = await hashData(set, { cacheDir, signal });
  const names = readdirSync(folder).sort();
  const sums = execaSync("sha256sum", names, { cwd: folder, stripFinalNewline: false }).stdout;
  const expected = execaSync("sha256sum", [], { input: sums }).stdout.split(" ")[0];
  expect(hashed).toMatchObject({ state: "hashed", sha256: expected });
});

test("files are read once while they stay the same, and again when they change", async () => {
  const { read, folder, cacheDir } = makeDataset();
  const first = await hashData(read(), { cacheDir, signal });
  // What is remembered is what is believed: a forged entry shows that nothing was read.
  const cache = join(cacheDir, readdirSync(cacheDir)[0]!);
  const known = JSON.parse(readFileSync(cache, "utf8"));
  known["features.json"].sha256 = "0".repeat(64);
  writeFileSync(cache, JSON.stringify(known));
  const second = await hashData(read(), { cacheDir, signal });
  expect(second.sha256).not.toBe(first.sha256);
  appendFileSync(join(folder, "features.json"), " ");
  const third = await hashData(read(), { cacheDir, signal });
  expect(JSON.parse(readFileSync(cache, "utf8"))["features.json"].sha256).not.toBe("0".repeat(64));
  expect(third.state).toBe("hashed");
});

test("data that changed after the run started is called changed and gets no hash", async () => {
  const { set, folder, cacheDir } = makeDataset();
  appendFileSync(join(folder, "features.json"), " ");
  expect(await hashData(set, { cacheDir, signal })).toMatchObject({ state: "changed", sha256: null });
});

test("a data set that is gone is called unreadable", async () => {
  const { set, folder, cacheDir } = makeDataset();
  rmSync(folder, { recursive: true });
  expect(await hashData(set, { cacheDir, signal })).toMatchObject({ state: "unreadable", sha256: null });
});

function makeDataset() {
  const root = mkdtempSync(join(tmpdir(), "vela-data-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "rlds", "spoons", "1.0.0");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "dataset_info.json"),
    JSON.stringify({ splits: [{ name: "train", shardLengths: ["2", "1"] }] }),
  );
  writeFileSync(join(folder, "features.json"), "{}");
  writeFileSync(join(folder, "spoons-train.tfrecord-00000-of-00002"), "a".repeat(3_000_000));
  writeFileSync(join(folder, "spoons-train.tfrecord-00001-of-00002"), "b");
  const need = { rootDir: join(root, "rlds"), name: "spoons", members: ["spoons"], sample: null };
  const read = () => readData(dataPaths(root), need)[0]!;
  return { set: read(), read, folder, cacheDir: join(root, "hashes") };
}

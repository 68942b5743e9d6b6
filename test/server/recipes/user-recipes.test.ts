import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { findRun } from "#server/runs/find.ts";
import { addRecipe, ended, launch, PROGRAMS, readStart } from "#test/factories/launch.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

const SHOW = `${PROGRAMS}/show-start.mjs`;
// biome-ignore lint/suspicious/noThenProperty: the word of the file format; nothing awaits it.
const when = (field: string, words: string[]) => ({ if: field, then: words });
const LAB = {
  name: "lab",
  label: { en: "Lab", zh: "实验室" },
  about: "Ours",
  fields: {
    lr: { type: "number", default: 0.001, min: 0, max: 1, label: "Learning rate" },
    steps: { type: "integer", default: 20, min: 1 },
    cards: { type: "integer", default: 2, min: 0, max: 8 },
    note: { type: "string" },
    head: { type: "choice", choices: ["l1", "token"] },
    fast: { type: "boolean" },
    task: { type: "string", required: true },
  },
  argv: [
    process.execPath,
    SHOW,
    "--lr={lr}",
    "--task",
    "{task}",
    "{head}",
    when("note", ["--note", "{note}"]),
    when("fast", ["--fast"]),
    "{runId}/{attempt}",
  ],
  gpus: "{cards}",
  maxSteps: "{steps}",
  graceSeconds: 77,
};

test("a file of the folder is a recipe: listed, drawn, checked and run", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  const api = createApi(world);
  addRecipe(world, "lab.json", LAB);
  expect((await api.recipes.list()).map(({ name, file }) => [name, file])).toEqual([
    ["vla-energy", null],
    ["openvla-oft", null],
    ["command", null],
    ["lab", "lab.json"],
  ]);
  const recipe = await api.recipes.get({ name: "lab" });
  expect(recipe).toMatchObject({
    label: { en: "Lab", zh: "实验室" },
    about: { en: "Ours", zh: "Ours" },
    presets: [],
    defaults: { lr: 0.001, steps: 20, cards: 2, note: null, head: "l1", fast: false, task: "" },
    schema: { properties: { lr: { label: { en: "Learning rate" }, minimum: 0, maximum: 1 } } },
  });
  expect(Object.keys(recipe.schema.properties as object)).toEqual(Object.keys(LAB.fields));
  const id = launch(world, "lab", { task: "scoop; rm -rf {runDir} $(id)", lr: 0.5, fast: true });
  expect(findRun(world.db, id)).toMatchObject({ maxSteps: 20, needs: { gpus: 2 } });
  startWorker(world);
  expect(await until(() => ended(world, id))).toMatchObject({ status: "finished" });
  const task = "scoop; rm -rf {runDir} $(id)";
  expect(readStart(world, id).argv).toEqual(["--lr=0.5", "--task", task, "l1", "--fast", `${id}/1`]);
});

test("a part that depends on a field is left out when the field is empty", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  addRecipe(world, "lab.json", LAB);
  const check = async (more: object) =>
    (await createApi(world).recipes.check({ recipe: "lab", preset: null, config: { task: "a", ...more } })).command;
  expect(await check({})).not.toContain("--note");
  expect(await check({ note: "" })).not.toContain("--note");
  expect((await check({ note: "why not" })).join(" ")).toContain("--note why not");
  expect(await check({ fast: false })).not.toContain("--fast");
});

test.each([
  [{}, "task", /^task: /],
  [{ task: "a", lr: 2 }, "lr", /^lr: .*found 2$/],
  [{ task: "a", steps: 1.5 }, "steps", /^steps: .*found 1\.5$/],
  [{ task: "a", head: "x" }, "head", /^head: .*found "x"$/],
  [{ task: "a\0" }, "task", /NUL/],
  [{ task: "a", other: 1 }, "", /other/],
])("a config of %j is refused at its field", async (config, path, sentence) => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  addRecipe(world, "lab.json", LAB);
  const { issues } = await createApi(world).recipes.check({ recipe: "lab", preset: null, config });
  expect(issues).toMatchObject([{ path, message: { en: expect.stringMatching(sentence) } }]);
});

test("the folder is read afresh: a changed file counts at once, also for the worker", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  const api = createApi(world);
  await expect(api.recipes.get({ name: "lab" })).rejects.toThrow(/there is no recipe "lab"; there are vla-energy, /);
  addRecipe(world, "lab.json", LAB);
  const id = launch(world, "lab", { task: "a" });
  addRecipe(world, "lab.json", { ...LAB, argv: [process.execPath, SHOW, "changed"] });
  startWorker(world);
  await until(() => ended(world, id));
  expect(readStart(world, id).argv).toEqual(["changed"]);
});

test.each([
  ["removed", null, /^could not be started: there is no recipe "lab"/],
  ["broken", "{", /^could not be started: the recipe "lab" cannot be read: lab\.json: expected JSON/],
  [
    "changed so that the config no longer fits",
    { ...LAB, fields: {}, argv: ["x"], gpus: 0, maxSteps: 1 },
    /has changed/,
  ],
])("a run whose recipe was %s meanwhile fails with the reason", async (_what, content, reason) => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  addRecipe(world, "lab.json", LAB);
  const id = launch(world, "lab", { task: "a" });
  if (content === null) rmSync(join(world.paths.recipes, "lab.json"));
  else addRecipe(world, "lab.json", content);
  startWorker(world);
  expect((await until(() => ended(world, id))).endReason).toMatch(reason);
});

const FIELDS = { fields: { a: { type: "integer" } }, argv: ["x"] };
const BROKEN: [what: string, content: unknown, reason: RegExp][] = [
  ["no JSON", "{", /expected JSON/],
  ["no object", [], /expected object/i],
  ["no argv", { name: "x" }, /argv: .*expected/],
  ["an empty argv", { name: "x", argv: [] }, /argv/],
  ["an odd name", { name: "../x", argv: ["x"] }, /name: .*found "\.\.\/x"/],
  [
    "a name of ours",
    { name: "command", argv: ["x"] },
    /name: expected one that is not taken, found "command", which is Vela's/,
  ],
  [
    "an unknown placeholder",
    { name: "x", argv: ["x", "{lr}"] },
    /argv: expected placeholders of runDir,.*found \{lr\}/,
  ],
  [
    "a condition on nothing",
    { name: "x", argv: ["x", when("b", ["y"])] },
    /argv: expected a field after "if", found "b"/,
  ],
  ["a number in argv", { name: "x", argv: ["x", 1] }, /argv: expected a text or .*found 1/],
  ["a field's type", { name: "x", argv: ["x"], fields: { a: { type: "float" } } }, /fields\.a\.type/],
  [
    "a field's name",
    { name: "x", argv: ["x"], fields: { runDir: { type: "string" } } },
    /fields: expected names.*"runDir"/,
  ],
  [
    "constructor",
    { name: "x", argv: ["x"], fields: { constructor: { type: "string" } } },
    /fields: expected names.*"constructor"/,
  ],
  [
    "a default",
    { name: "x", argv: ["x"], fields: { a: { type: "integer", max: 3, default: 4 } } },
    /default of a: .*found 4/,
  ],
  [
    "a choice's default",
    { name: "x", argv: ["x"], fields: { a: { type: "choice", choices: ["b"], default: "c" } } },
    /default of a/,
  ],
  [
    "GPUs of no field",
    { name: "x", ...FIELDS, gpus: "{b}" },
    /gpus: expected a whole number or the \{name\} of an integer field, found "\{b\}"/,
  ],
  ["a word too many", { name: "x", argv: ["x"], shell: true }, /shell/],
  [
    "too large a file",
    JSON.stringify({ name: "x", argv: ["x"], about: "a".repeat(300_000) }),
    /expected at most 262144 bytes/,
  ],
];

test.each(BROKEN)("%s breaks its own file alone, and is told with file and reason", async (_what, content, reason) => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  addRecipe(world, "bad.json", content);
  addRecipe(world, "lab.json", LAB);
  const api = createApi(world);
  const { broken, recipes, folder } = await api.recipes.folder();
  expect(folder).toBe(world.paths.recipes);
  expect(recipes.map(({ name }) => name)).toEqual(["lab"]);
  expect(broken).toHaveLength(1);
  expect(broken[0]).toMatchObject({ file: "bad.json" });
  expect(broken[0]!.reason.en).toMatch(/^bad\.json: /);
  expect(broken[0]!.reason.en).toMatch(reason);
  expect(broken[0]!.reason.zh).toMatch(/^bad\.json：.*\p{Script=Han}/u);
  await expect(api.recipes.get({ name: "bad" })).rejects.toThrow(/the recipe "bad" cannot be read: bad\.json: /);
});

test("links, pipes and folders are not read", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  addRecipe(world, "lab.json", LAB);
  const { recipes } = world.paths;
  writeFileSync(`${world.paths.root}/outside.json`, JSON.stringify({ name: "outside", argv: ["x"] }));
  symlinkSync(`${world.paths.root}/outside.json`, `${recipes}/link.json`);
  execFileSync("mkfifo", [`${recipes}/pipe.json`]);
  mkdirSync(`${recipes}/folder.json`);
  const { broken, recipes: found } = await createApi(world).recipes.folder();
  expect(found.map(({ name }) => name)).toEqual(["lab"]);
  expect(broken.map(({ file }) => file)).toEqual(["folder.json", "link.json", "pipe.json"]);
  for (const { reason } of broken) expect(reason.en).toMatch(/expected a regular file/);
});

test("of two files with one name the first counts, and of more than 200 the first 200", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  for (let i = 0; i < 202; i++) addRecipe(world, `${1000 + i}.json`, { name: `r-${i === 1 ? 0 : i}`, argv: ["x"] });
  const { broken, recipes } = await createApi(world).recipes.folder();
  expect(recipes).toHaveLength(199);
  expect(broken[0]!.reason.en).toMatch(/^1001\.json: name: .*found "r-0", which is 1000\.json's/);
  expect(broken[1]!.reason.en).toMatch(/expected at most 200 recipes, found 202/);
});

test("a recipe's folder may hang on a field, and its grace holds", async () => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  const fields = { place: { type: "string", required: true } };
  addRecipe(world, "lab.json", { name: "lab", fields, argv: ["x"], workingDir: "{place}", graceSeconds: 77 });
  expect(world.findRecipe("lab").graceSeconds({})).toBe(77);
  const check = (place: string) => createApi(world).recipes.check({ recipe: "lab", preset: null, config: { place } });
  expect(await check(world.paths.root)).toMatchObject({ ok: true });
  expect((await check("/nowhere")).issues[0]?.message.en).toMatch(
    /^workingDir: expected a folder, found none at \/nowhere/,
  );
});

test.each(["README.md", "README.zh-CN.md"])("the example of %s is a recipe", async (readme) => {
  const world = makeWorld({ gpus: [0, 1, 2] });
  const example = /```json\n([\s\S]*?)```/.exec(readFileSync(readme, "utf8"))?.[1];
  addRecipe(world, "lab-act.json", example);
  const api = createApi(world);
  expect((await api.recipes.folder()).broken).toEqual([]);
  const config = { repo: world.paths.root, lr: 1e-3, resumeFrom: "x" };
  const { ok, command } = await api.recipes.check({ recipe: "lab-act", preset: null, config });
  const out = `${world.paths.runs}/<run>/checkpoints`;
  const args = "--policy=act --lr 0.001 --steps 50000 --out".split(" ");
  expect({ ok, command }).toEqual({ ok: true, command: ["python", "train.py", ...args, out, "--resume", "x"] });
});

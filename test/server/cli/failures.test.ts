import { expect, test } from "vitest";
import { makeWorld } from "#test/factories/world.ts";
import { addRun, openLab } from "./lab.ts";
import { runCli, runJson } from "./run-cli.ts";
import { failHere } from "./run-here.ts";
import { serve, serveVela } from "./vela-server.ts";

const NOBODY = { url: "http://127.0.0.1:9" };

const OF_A_RUN = [
  ["show"],
  ["stop"],
  ["resume"],
  ["metrics"],
  ["compare"],
  ["checkpoints"],
  ["download", "x"],
  ["note", "x"],
];

test.each(OF_A_RUN)("%s of a run that is not there is one sentence", async (command, ...more) => {
  const lab = await openLab();
  expect(await failHere([command!, "nothing", ...more], lab)).toEqual({
    exitCode: 1,
    sentence: 'there is no run "nothing"; vela ls lists them',
  });
});

test("a run may be called by eight letters, and a name that two runs have is refused with their ids", async () => {
  const lab = await openLab();
  const only = addRun(lab, { name: "baseline" });
  expect(await runJson(["show", "baseline"], lab)).toMatchObject({ id: only.id });
  const other = addRun(lab, { name: "baseline" });
  const { code, stderr } = await runCli(["show", "baseline"], lab);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^2 runs are called "baseline": give an id, \w{8} or \w{8}\n$/);
  expect(stderr).toContain(only.id);
  expect(stderr).toContain(other.id);
});

test("a server that is not there is one sentence that says how to start it", async () => {
  expect(await runCli(["ls"], NOBODY)).toEqual({
    code: 1,
    stdout: "",
    stderr: "no Vela server answers at http://127.0.0.1:9; start it with npm start\n",
  });
});

test("a server of something else is told apart from Vela", async () => {
  const url = await serve((_req, res) => res.writeHead(404, { "content-type": "text/html" }).end("<p>Hello"));
  expect(await runCli(["ls"], { url })).toMatchObject({
    code: 1,
    stderr: `what answers at ${url} is not a Vela server; check VELA_URL\n`,
  });
});

test("the token is sent, and a server that wants one says so", async () => {
  const url = await serveVela(makeWorld(), { token: "secret" });
  expect(await runCli(["ls"], { url })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^this server wants its token: .*\n$/),
  });
  expect(await runCli(["ls"], { url, token: "secret" })).toMatchObject({ code: 0, stdout: "no runs\n" });
});

const USAGE: [args: string[], sentence: RegExp][] = [
  [["lunch"], /^there is no command "lunch"; did you mean launch\?$/],
  [["ls", "--nonsense"], /^there is no option "--nonsense"; --help shows what there is$/],
  [["show"], /^<run> is missing; --help shows what there is$/],
  [["note", "x"], /^<text> is missing/],
  [["ls", "--limit"], /^"--limit <n>" needs a value/],
  [["ls", "--limit", "0"], /^"0" does not fit "--limit <n>": expected a whole number from 1 on/],
  [["ls", "--status", "queued,asleep"], /^"queued,asleep" does not fit "--status <status>": expected queued or /],
  [["ls", "--sort", "name:up"], /^--sort expects a key/],
  [["show", "a", "b"], /^there are more arguments than the command takes/],
  [["metrics", "x", "--format", "xml"], /expected csv or jsonl/],
  [["sample", "--size", "32"], /^"32" does not fit "--size <size>": expected 64 or 128/],
  [["ls", "--lang", "fr"], /expected en or zh-CN/],
];

test.each(USAGE)("vela %j is wrong usage: one sentence, exit code 2", async (args, sentence) => {
  expect(await failHere(args, NOBODY)).toEqual({ exitCode: 2, sentence: expect.stringMatching(sentence) });
});

test("a program that fails prints the sentence alone, and ends with the exit code", async () => {
  expect(await runCli(["lunch"], NOBODY)).toEqual({
    code: 2,
    stdout: "",
    stderr: 'there is no command "lunch"; did you mean launch?\n',
  });
});

test("help is short and complete, in English and in Chinese, by --lang and by the system's language", async () => {
  const english = await runCli(["--help"], NOBODY);
  expect(english).toMatchObject({ code: 0, stderr: "" });
  expect(english.stdout.split("\n").length).toBeLessThan(40);
  for (const name of "launch ls show stop resume metrics compare sample checkpoints download note".split(" "))
    expect(english.stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
  expect((await runCli([], NOBODY)).stdout).toBe(english.stdout);
  const chinese = await runCli(["--help", "--lang", "zh-CN"], NOBODY);
  expect(chinese.stdout).toContain("用法： vela [选项] <命令>");
  expect((await runCli(["--help"], { ...NOBODY, lang: "zh_CN.UTF-8" })).stdout).toBe(chinese.stdout);
  expect(await runCli(["show"], { ...NOBODY, lang: "zh_CN.UTF-8" })).toMatchObject({
    code: 2,
    stderr: "缺少参数 <run>；用 --help 查看用法\n",
  });
  expect(await runCli(["ls", "--lang=zh"], NOBODY)).toMatchObject({
    code: 1,
    stderr: "http://127.0.0.1:9 上没有 Vela 服务器应答；请用 npm start 启动\n",
  });
});

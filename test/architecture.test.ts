import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");

/** The rooms, most special first: a file is in the first whose test its path passes. */
const ROOMS: [name: string, test: RegExp][] = [
  ["app/api", /^app\/api\//],
  ["app", /^app\//],
  ["server/main", /^server\/(main|web|cli|web\/.*|main\/.*|cli\/.*)(\.ts|$)/],
  ["server/api", /^server\/(api|ingest)\//],
  ["server/recipes", /^server\/recipes\//],
  ["server/db", /^server\/db\//],
  ["server/worker", /^server\/worker\//],
  ["server/base", /^server\/[^/]+\.ts$/],
  ["server/noun", /^server\/[^/]+\//],
  ["trainer/contract", /^trainer\/contract\//],
  ["trainer", /^trainer\//],
];

/** What each room may load at run time (`import type` is free, except out of trainer). */
const MAY_LOAD: Record<string, string[]> = {
  app: ["app", "trainer/contract"],
  "app/api": ["app/api", "server/api", "server/noun", "server/db", "server/base", "trainer/contract"],
  "server/main": [
    "server/main",
    "server/api",
    "server/noun",
    "server/recipes",
    "server/db",
    "server/base",
    "trainer/contract",
  ],
  "server/api": ["server/api", "server/noun", "server/recipes", "server/base", "trainer/contract"],
  "server/recipes": ["server/recipes", "server/base", "trainer/contract"],
  "server/noun": ["server/noun", "server/recipes", "server/db", "server/base", "trainer/contract"],
  "server/db": ["server/db", "server/base", "trainer/contract"],
  "server/worker": ["server/worker", "server/noun", "server/recipes", "server/db", "server/base", "trainer/contract"],
  "server/base": ["server/base", "trainer/contract"],
  "trainer/contract": ["trainer/contract"],
  trainer: ["trainer", "trainer/contract"],
};

/** Packages that one place alone may load. */
const ONLY_IN: [pkg: RegExp, place: RegExp][] = [
  [/^recharts(\/|$)/, /^app\/_chart\//],
  [/^execa(\/|$)/, /^server\/(worker\/|main\.ts$|main\/)/],
  [/^better-sqlite3(\/|$)/, /^server\/db\/open\.ts$/],
  [/^@tensorflow\//, /^trainer\/engine\//],
  [/^onnxruntime-node(\/|$)/, /^trainer\/engine\//],
];

const TOO_LONG: Record<string, number> = { "trainer/train.ts": 300 };

type Import = { from: string; target: string; isType: boolean };

const files = ["app", "server", "trainer"].flatMap((folder) => walk(folder)).filter((file) => /\.tsx?$/.test(file));
const imports = files.flatMap((file) => importsOf(file));

describe("rooms", () => {
  test("every file is in a room", () => {
    expect(files.filter((file) => !roomOf(file))).toEqual([]);
  });

  test("each room loads only what it may", () => {
    const wrong = imports.filter(({ from, target, isType }) => {
      const [room, loaded] = [roomOf(from), roomOf(target)];
      if (!room || !loaded) return false;
      if (isType) return loaded === "trainer" && room !== "trainer";
      return !MAY_LOAD[room]!.includes(loaded);
    });
    expect(wrong.map(({ from, target }) => `${from} → ${target}`)).toEqual([]);
  });

  test("the pages' door to runs' files uses the artifacts verbs and client.ts alone", () => {
    const wrong = imports.filter(({ from, target, isType }) => {
      if (isType || roomOf(from) !== "app/api") return false;
      const room = roomOf(target);
      return (
        (room === "server/noun" && !/^server\/(artifacts|system)\//.test(target)) ||
        (room === "server/db" && target !== "server/db/client.ts")
      );
    });
    expect(wrong.map(({ from, target }) => `${from} → ${target}`)).toEqual([]);
  });

  test("a package that belongs in one place is loaded there alone", () => {
    const wrong = imports.filter(
      ({ from, target, isType }) => !isType && ONLY_IN.some(([pkg, place]) => pkg.test(target) && !place.test(from)),
    );
    expect(wrong.map(({ from, target }) => `${from} → ${target}`)).toEqual([]);
  });

  test("the treaty loads zod alone, and nothing loads test", () => {
    const outside = imports.filter(
      ({ from, target }) =>
        from.startsWith("trainer/contract/") && !target.startsWith("trainer/contract/") && target !== "zod",
    );
    const tests = imports.filter(({ target }) => target.startsWith("test/"));
    expect([...outside, ...tests].map(({ from, target }) => `${from} → ${target}`)).toEqual([]);
  });

  test("the environment is read in env.ts alone", () => {
    const wrong = files.filter(
      (file) => !/^(server|trainer)\/env\.ts$/.test(file) && /process\.env\b/.test(read(file)),
    );
    expect(wrong).toEqual([]);
  });
});

describe("files", () => {
  const lengths = files.map((file) => ({ file, lines: read(file).split("\n").length - 1 }));

  test("none is longer than 400 lines", () => {
    const long = lengths.filter(({ file, lines }) => lines > (TOO_LONG[file] ?? 400));
    for (const { file, lines } of lengths)
      if (lines > 250) console.warn(`${file} has ${lines} lines; is there a second idea in it?`);
    expect(long).toEqual([]);
  });

  test("none is a drawer for everything", () => {
    expect(files.filter((file) => /\/(utils|helpers|common|types|index)\.tsx?$/.test(file))).toEqual([]);
  });
});

function roomOf(file: string): string | undefined {
  return ROOMS.find(([, test]) => test.test(file))?.[0];
}

function importsOf(file: string): Import[] {
  const found = read(file).matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']/gms);
  const dynamic = read(file).matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return [
    ...[...found].map(([, type, spec]) => ({ from: file, target: resolve(file, spec!), isType: Boolean(type) })),
    ...[...dynamic].map(([, spec]) => ({ from: file, target: resolve(file, spec!), isType: false })),
  ];
}

/** A path from the project's root, or the package's name. */
function resolve(from: string, spec: string): string {
  if (spec.startsWith("#")) return spec.slice(1);
  return spec.startsWith(".") ? path.posix.join(path.posix.dirname(from), spec) : spec;
}

function walk(folder: string): string[] {
  return fs
    .readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .flatMap((entry) => (entry.isFile() ? [path.relative(ROOT, path.join(entry.parentPath, entry.name))] : []));
}

function read(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), "utf8");
}

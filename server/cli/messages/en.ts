import type { DbProblem, DbReport } from "#server/db/check-db.ts";
import type { RunStatus } from "#server/runs/status.ts";

import { formatBytes } from "../number.ts";

type Titles = Record<string, string>;
type StatusNames = Record<RunStatus, string>;
export type Messages = typeof en;

export const en = {
  /** Which half of the contract's texts is read. */
  language: "en" as "en" | "zh",
  help: {
    about: "Launch, watch and compare training runs on a Vela server.",
    help: "show help",
    json: "print JSON instead of a table",
    lang: "language of help and messages: en or zh-CN",
    options: "[options]",
    command: "<command>",
    titles: { "Usage:": "Usage:" } as Titles,
    run: "id or display name of a run",
    runs: "ids or display names of runs",
    after:
      "A run is given by its id or by its display name.\n" +
      "The server is found at VELA_URL (default http://127.0.0.1:3000); VELA_TOKEN is its token.\n" +
      "vela <command> --help shows a command's options.",
  },
  commands: {
    launch: {
      about: "start a run; prints its id",
      from: "start from this run: its recipe, config, project and tags; --set changes them",
      recipe: "how to train: vla-energy (default), openvla-oft, command, or one of the recipes folder",
      preset: "scoop-tiny, bridge-tiny, …",
      set: "change config fields by full path or unique name: --set maxSteps=200 lr=1e-3; lists as JSON: --set 'command=[…]'",
      name: "display name (default: made up)",
      tag: "tags",
      note: "a first note",
      project: "project, made when absent (default: default)",
      wait: "wait for the end; exit code 1 unless the run finishes",
    },
    ls: {
      about: "list runs, newest first",
      status: (all: readonly string[]) => `of these states, commas between: ${all.join(", ")}`,
      tag: "with this tag",
      search: "with these words in id, name, preset or tags",
      project: "of this project",
      sort: "by created, name, status, step, a config field or a metric; add :asc or :desc",
      limit: "at most so many (default: 50)",
    },
    show: { about: "everything about a run" },
    stop: { about: "stop a run: it saves a checkpoint and ends; a second stop kills it", now: "kill it at once" },
    again: {
      about: "start a run like another: the same recipe, config and argv",
      name: "display name (default: made up)",
    },
    resume: { about: "go on from a run's checkpoint", step: "from the checkpoint of this step (default: the newest)" },
    metrics: {
      about: "a run's metrics: last values, or with --key, --format or --json every point",
      key: "this metric alone, such as train/loss; may be repeated",
      format: "csv, jsonl or parquet: every point exactly as stored",
    },
    compare: { about: "runs side by side: settings that differ, last values" },
    sample: {
      about: "make the sample data set and wait for it",
      size: "picture size, 64 or 128 (default: 64)",
      episodes: "training episodes (default: 400)",
    },
    checkpoints: {
      about: "list a run's checkpoints, newest first; with --prune say which may go, of all runs or one",
      prune: "say what --keep and --best let go; starred and live runs are never touched",
      keep: "with --prune: so many of each run stay, the newest",
      best: "with --prune: and so many of each run, the best by a metric, such as val/loss:low:1",
      yes: "with --prune: delete what was listed",
    },
    download: {
      about: "save a file of a run, or a folder as .tar",
      what: "path of a file or folder of the run, or a checkpoint's name or step",
      output: "file or folder to save to; - is stdout (default: its name, here)",
    },
    note: { about: "add a note to a run", text: "the note, Markdown" },
    importArgs: {
      about: "show what a command line of the original OpenVLA-OFT script becomes here",
      line: "the command or its flags, as one quoted argument",
    },
    db: {
      about: "look after the database in VELA_DATA, with a server running or without",
      check: "read the whole database and say what is wrong with it",
      backup: "copy the database as it is at this moment into a new file",
      file: "where the copy goes; nothing is replaced",
    },
  },
  heads: {
    id: "ID",
    name: "NAME",
    status: "STATUS",
    project: "PROJECT",
    recipe: "RECIPE",
    preset: "PRESET",
    step: "STEP",
    created: "CREATED",
    started: "STARTED",
    ended: "ENDED",
    duration: "DURATION",
    attempt: "ATTEMPT",
    tags: "TAGS",
    exit: "EXIT",
    code: "CODE",
    folder: "FOLDER",
    metric: "METRIC",
    points: "POINTS",
    value: "VALUE",
    last: "LAST",
    min: "MIN",
    max: "MAX",
    time: "TIME",
    note: "NOTE",
    dataset: "DATA SET",
    split: "SPLIT",
    episodes: "EPISODES",
    size: "SIZE",
    files: "FILES",
    state: "STATE",
    file: "FILE",
    setting: "SETTING",
    leftOut: "LEFT OUT BECAUSE",
  },
  statuses: {
    queued: "queued",
    starting: "starting",
    running: "running",
    stopping: "stopping",
    finished: "finished",
    failed: "failed",
    cancelled: "cancelled",
    preempted: "preempted",
    lost: "lost",
  } as StatusNames,
  usage: {
    unknownCommand: (name: string) => `there is no command "${name}"`,
    unknownOption: (name: string) => `there is no option "${name}"`,
    missingArgument: (name: string) => `<${name}> is missing`,
    missingValue: (option: string) => `"${option}" needs a value`,
    invalidValue: (option: string, value: string, why: string) => `"${value}" does not fit "${option}": ${why}`,
    excessArguments: "there are more arguments than the command takes",
    wholeNumber: (min: number) => `expected a whole number from ${min} on`,
    oneOf: (choices: readonly string[]) => `expected ${choices.join(" or ")}`,
    meant: (names: string) => `; did you mean ${names}?`,
    seeHelp: "; --help shows what there is",
  },
  settings: {
    notPair: (setting: string) => `--set expects key=value, found "${setting}"`,
    unknown: (key: string) => `there is no config field "${key}"; full paths look like training.learningRate`,
    notOfRecipe: (key: string, paths: string[]) =>
      `there is no config field "${key}" in this recipe; there are ${paths.join(", ")}`,
    ambiguous: (key: string, paths: string[]) => `"${key}" is ambiguous: it could be ${paths.join(" or ")}`,
  },
  unreachable: (url: string) => `no Vela server answers at ${url}; start it with npm start`,
  notVela: (url: string) => `what answers at ${url} is not a Vela server; check VELA_URL`,
  serverGone: "the server does not answer at the moment, trying again",
  noWorker: "no worker is alive, so nothing queued will start; npm start starts one",
  unknownRun: (typed: string) => `there is no run "${typed}"; vela ls lists them`,
  fromAlone: "--from takes the run's own recipe and preset; expected neither --recipe nor --preset beside it",
  ambiguousRun: (name: string, ids: string[]) =>
    `${ids.length} runs are called "${name}": give an id, ${ids.join(" or ")}`,
  unknownProject: (name: string, known: string[]) =>
    `there is no project "${name}"; there ${known.length > 0 ? `are ${known.join(", ")}` : "is none yet"}`,
  unknownMetric: (run: string, key: string, known: string[]) =>
    known.length > 0
      ? `run ${run} has no metric "${key}"; it has ${known.slice(0, 10).join(", ")}${known.length > 10 ? ", …" : ""}`
      : `run ${run} has no metric "${key}"; it has logged none yet`,
  unknownCheckpoint: (run: string, step: number, steps: number[]) =>
    `run ${run} has no checkpoint of step ${step}; it has ${steps.length > 0 ? steps.join(", ") : "none"}`,
  badSort: (typed: string) => `--sort expects a key, with :asc or :desc after it or nothing, found "${typed}"`,
  notBelow: (path: string) => `"${path}" is not a path below the run's folder`,
  fileExists: (name: string) => `there is a file ${name} here already; say with -o where to save`,
  notSaved: (file: string, why: string) => `${file} could not be saved: ${why}`,
  stopped: "it was stopped",
  brokeOff: "the connection broke off",
  downloading: (file: string, size: string) => `saving ${file}, ${size} so far`,
  launched: (name: string, project: string, url: string) => `launched ${name} in project ${project}, see ${url}`,
  ended: (name: string, status: RunStatus, reason: string | null) =>
    `run ${name} ended as ${status}${reason === null ? "" : `: ${reason}`}`,
  stepOf: (step: number, max: number | null) => (max === null ? `step ${step}` : `step ${step} of ${max}`),
  makingSample: (name: string, done: number, total: number) =>
    `making the sample data set ${name}: ${done} of ${total} episodes`,
  sampleFirst: (name: string, episodes: number) =>
    `the sample data set ${name} is being made first, ${episodes} episodes; the run starts after that`,
  sampleUnderWay: (episodes: number) => `one with ${episodes} episodes is being made already; waiting for that`,
  sampleFailed: (why: string) => `the sample data set could not be made: ${why}`,
  sampleGone: "the server no longer knows of this sample data set",
  noRuns: "no runs",
  shownOf: (shown: number, total: number) => `${shown} of ${total} runs; --limit shows more`,
  noMetrics: (run: string) => `run ${run} has logged no metrics yet`,
  noCheckpoints: (run: string) => `run ${run} has no checkpoints yet`,
  prune: {
    needsKeep: "--prune needs --keep, how many of each run stay",
    badBest: (text: string) => `--best expects metric:low:n or metric:high:n, such as val/loss:low:1, found "${text}"`,
    nothing: "no checkpoint would go",
    planned: (count: number, size: string) =>
      `${count} ${count === 1 ? "checkpoint" : "checkpoints"} would go, ${size}; nothing is deleted without --yes`,
    removed: (count: number, size: string) => `deleted ${count} ${count === 1 ? "checkpoint" : "checkpoints"}, ${size}`,
    left: (run: string, step: number, why: string) => `left step ${step} of run ${run}: ${why}`,
  },
  complete: "complete",
  incomplete: "incomplete",
  db: {
    none: (file: string) => `there is no database ${file}; npm start makes one`,
    holds: (file: string, { runs, metrics, points, bytes }: DbReport) =>
      `${file}: ${runs} runs, ${metrics} metrics, ${points} points, ${formatBytes(bytes)}`,
    dangling: ({ table, row, parent }: { table: string; row: number | null; parent: string }) =>
      `row ${row ?? "?"} of ${table} names a row of ${parent} that is not there`,
    homeless: ({ metric }: { metric: number }) => `points of metric ${metric} are there, the metric is not`,
    miscounted: ({ run, key, said, found }: { run: string; key: string; said: number; found: number }) =>
      `${key} of run ${run} says that it has ${said} points, but it has ${found}`,
    untrue: ({ run, key, table, attempt, step }: Extract<DbProblem, { kind: "untrue" }>) =>
      `a row of ${table} does not hold what it says: ${key} of run ${run}, attempt ${attempt}, from step ${step} on`,
    problems: (count: number) => `${count} ${count === 1 ? "problem" : "problems"} found`,
    exists: (file: string) => `${file} is there already; a backup replaces nothing`,
    saved: (file: string, bytes: number) => `saved ${file}, ${formatBytes(bytes)}`,
  },
  changedConfig: "Settings that differ from the defaults:",
  bestMark: "* best",
};

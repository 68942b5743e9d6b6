import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { attemptsOnDisk } from "#server/runs/attempts-on-disk.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

/** At `time` the output was `offset` bytes long. */
type Look = { time: number; offset: number; isGap: boolean };
export type Times = {
  /** When the byte before an offset was seen first; null when nobody looked then. */
  at(offset: number): number | null;
  /** Where each attempt's output begins, as far as that was noted. */
  attempts: { attempt: number; offset: number; startedAt: number }[];
  hasAny: boolean;
};

/** Looks closer together than this say no more. */
const APART_MS = 1000;
/** One longer file is thinned: what is long past is then known less exactly. */
const MAX_LOOKS = 20_000;
const MAX_APART_MS = 1e12;
const LOOK = /^(\d+) (\d+)( gap)?$/;
const MAX_LOOK_BYTES = 64;

/** Note where an attempt's output begins. Before its process starts. */
export function beginTimes(dir: string, { attempt, now = Date.now() }: { attempt: number; now?: number }) {
  const file = runPaths(dir).times(attempt);
  mkdirSync(dirname(file), { recursive: true });
  writeWhole(file, format({ time: now, offset: sizeOf(dir), isGap: false }));
}

/**
 * Note that a run's output grew, at most once a second. `isGap`: nobody looked since the last note, so when the bytes
 * between came is not known. `isLast`: nobody will look again.
 */
export function noteGrowth(
  dir: string,
  { attempt, now, isGap = false, isLast = false }: { attempt: number; now: number; isGap?: boolean; isLast?: boolean },
) {
  const file = runPaths(dir).times(attempt);
  const last = readLast(file) ?? mend(file);
  // Either way: the clock may have been set back.
  if (!last || (Math.abs(now - last.time) < APART_MS && !isGap && !isLast)) return;
  const offset = sizeOf(dir);
  if (offset <= last.offset) return;
  appendFileSync(file, format({ time: now, offset, isGap }));
  if (last.bytes > MAX_LOOKS * 24) thin(file);
}

/** All that is known of when a run's output came. */
export function readTimes(dir: string): Times {
  const looks: Look[] = [];
  const attempts: Times["attempts"] = [];
  for (const attempt of attemptsOnDisk(dir)) {
    const own = readLooks(runPaths(dir).times(attempt));
    if (own.length === 0) continue;
    const { offset, time } = own[0]!;
    attempts.push({ attempt, offset, startedAt: time });
    // What was there before the attempt began came when nobody looked.
    looks.push({ time, offset, isGap: true }, ...own.slice(1));
  }
  return { at: (offset) => timeOf(looks, offset), attempts, hasAny: looks.some(({ isGap }) => !isGap) };
}

function timeOf(looks: Look[], offset: number): number | null {
  let low = 0;
  for (let high = looks.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (looks[middle]!.offset < offset) low = middle + 1;
    else high = middle;
  }
  const look = looks[low];
  return look && !look.isGap ? look.time : null;
}

/** Keep looks as far apart as brings their number under half of what is allowed. */
function thin(file: string) {
  let looks = readLooks(file);

  for (let apart = APART_MS * 2; looks.length > MAX_LOOKS / 2 && apart < MAX_APART_MS; apart *= 2) {
    let last = looks[0]!.time;
    looks = looks.filter((look, i) => {
      const isKept =
        i === 0 || i === looks.length - 1 || look.isGap || looks[i + 1]!.isGap || Math.abs(look.time - last) >= apart;
      if (isKept) last = look.time;
      return isKept;
    });
  }
  writeWhole(file, looks.map(format).join(""));
}

/** A note that was torn when the machine stopped is left out; null when there is no file. */
function mend(file: string) {
  const looks = readLooks(file);
  if (looks.length === 0) return null;
  writeWhole(file, looks.map(format).join(""));
  return readLast(file);
}

function readLooks(file: string): Look[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return []; // Begun before such notes were kept, or elsewhere.
  }
  const lines = text.split("\n");
  lines.pop(); // A line counts when it ends in a newline.
  return lines.flatMap((line) => parse(line) ?? []);
}

function readLast(file: string): (Look & { bytes: number }) | null {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch {
    return null;
  }
  try {
    const { size } = fstatSync(fd);
    const bytes = Buffer.alloc(MAX_LOOK_BYTES);
    const read = readSync(fd, bytes, 0, MAX_LOOK_BYTES, Math.max(0, size - MAX_LOOK_BYTES));
    const lines = bytes.toString("latin1", 0, read).split("\n");
    const look = lines.at(-1) === "" ? parse(lines.at(-2) ?? "") : null;
    return look && { ...look, bytes: size };
  } finally {
    closeSync(fd);
  }
}

function parse(line: string): Look | null {
  const match = LOOK.exec(line);
  return match && { time: Number(match[1]), offset: Number(match[2]), isGap: match[3] !== undefined };
}

function format({ time, offset, isGap }: Look): string {
  return `${time} ${offset}${isGap ? " gap" : ""}\n`;
}

function sizeOf(dir: string): number {
  return statSync(runPaths(dir).output, { throwIfNoEntry: false })?.size ?? 0;
}

function writeWhole(file: string, text: string) {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

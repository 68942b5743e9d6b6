import type { DataOrigin, Origin } from "./origin.ts";

export type OriginDifference = {
  what:
    | "command"
    | "folder"
    | "environment"
    | "commit"
    | "changes"
    | "host"
    | "gpus"
    | "driver"
    | "node"
    | "vela"
    | "packages"
    | "python"
    | "lock"
    | "data";
  /** Which variable, library or data set; null where there is one alone. */
  name: string | null;
  before: string | null;
  after: string | null;
};

type Started = { id: string; origin: Origin | null };
type What = OriginDifference["what"];

/** What differs between how two runs were started. A run's own id and folder count as the same. */
export function compareOrigins(before: Started, after: { id: string; origin: Origin }): OriginDifference[] {
  if (!before.origin) return [];
  const [a, b] = [facts(before.id, before.origin), facts(after.id, after.origin)];
  const keys = new Set([...a.keys(), ...b.keys()]);
  return [...keys].flatMap((key) => {
    const [left, right] = [a.get(key), b.get(key)];
    if (left?.value === right?.value) return [];
    const { what, name } = (left ?? right)!;
    return [{ what, name, before: left?.value ?? null, after: right?.value ?? null }];
  });
}

type Fact = { what: What; name: string | null; value: string };

function facts(id: string, origin: Origin): Map<string, Fact> {
  const { code, machine, gpus, software } = origin;
  const own = (text: string) => text.replaceAll(id, "<run>");
  const all = new Map<string, Fact>();
  const add = (what: What, value: string | null | undefined, name: string | null = null) => {
    if (value !== null && value !== undefined) all.set(`${what}\0${name}`, { what, name, value });
  };
  add("command", own(JSON.stringify(origin.command)));
  add("folder", own(origin.cwd));
  for (const [name, value] of Object.entries(origin.environment)) add("environment", own(value), name);
  if (code.state === "git") {
    add("commit", code.commit);
    add("changes", code.diff && (code.diff.sha256 ?? `${code.diff.bytes} B`));
  }
  add("host", machine.host);
  const given = gpus.all.filter(({ index }) => gpus.given.includes(index));
  add("gpus", given.map(({ name }) => name).join(", "));
  add("driver", given[0]?.driver);
  add("node", software.node);
  add("vela", software.vela);
  for (const [name, version] of Object.entries(software.packages)) add("packages", version, name);
  add("python", software.python?.version);
  for (const [name, version] of Object.entries(software.python?.packages ?? {}))
    add("packages", version, `python ${name}`);
  add("lock", software.lock?.sha256, software.lock?.file);
  for (const set of origin.data) add("data", contentOf(set), set.name);
  return all;
}

/** The hash, or, until it is known, the stamp. */
function contentOf({ sha256, stamp }: DataOrigin): string {
  return sha256 ?? stamp;
}

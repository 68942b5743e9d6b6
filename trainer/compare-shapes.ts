type Shapes = ReadonlyMap<string, readonly number[]>;

/** Throws one message that lists what is missing, what is extra and what has another shape; `where` begins it. */
export function compareShapes(where: string, expected: Shapes, found: Shapes): void {
  const missing = [...expected].filter(([name]) => !found.has(name));
  const extra = [...found].filter(([name]) => !expected.has(name));
  const misshapen = [...expected].filter(([name, shape]) => found.has(name) && `${found.get(name)}` !== `${shape}`);
  const problems = [
    list("missing", missing, ([name]) => name),
    list("extra", extra, ([name]) => name),
    list("of another shape", misshapen, ([name, shape]) => `${name} (expected [${shape}], found [${found.get(name)}])`),
  ].filter((problem) => problem !== null);
  if (problems.length > 0) throw new Error(`${where} does not hold the tensors of its model: ${problems.join("; ")}`);
}

const SHOWN = 6;

type Entry = readonly [string, readonly number[]];

function list(what: string, entries: Entry[], show: (entry: Entry) => string): string | null {
  if (entries.length === 0) return null;
  const names = entries.slice(0, SHOWN).map(show).join(", ");
  return `${entries.length} ${what}: ${names}${entries.length > SHOWN ? ", …" : ""}`;
}

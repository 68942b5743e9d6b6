export type ReadLines = { ok: true; items: string[] } | { ok: false; line: number; found: string };
export type ReadPairs = { ok: true; pairs: Record<string, string> } | { ok: false; line: number; found: string };

/** A list as a person types it: an item a line. What a line cannot show as it is stands as a JSON string in quotes. */
export function linesText(items: readonly string[]): string {
  return items.map(quoteWhereNeeded).join("\n");
}

/** The items of some lines; empty lines are none. A line that starts with a double quote is a JSON string. */
export function readLines(text: string): ReadLines {
  const items: string[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const item = unquote(line.trim());
    if (item === null) return { ok: false, line: i + 1, found: line.trim() };
    items.push(item);
  }
  return { ok: true, items };
}

/** NAME=value, one a line; values as in a list. */
export function pairsText(pairs: Readonly<Record<string, unknown>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${value === "" ? "" : quoteWhereNeeded(String(value))}`)
    .join("\n");
}

/** The pairs of some lines; a name stands once. */
export function readPairs(text: string): ReadPairs {
  const pairs = new Map<string, string>();
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const at = line.indexOf("=");
    const name = line.slice(0, at).trim();
    const value = unquote(line.slice(at + 1).trim());
    if (at < 0 || name === "" || value === null || pairs.has(name))
      return { ok: false, line: i + 1, found: line.trim() };
    pairs.set(name, value);
  }
  return { ok: true, pairs: Object.fromEntries(pairs) };
}

function quoteWhereNeeded(item: string): string {
  const isPlain = item !== "" && item === item.trim() && !/[\r\n]/.test(item) && !item.startsWith('"');
  return isPlain ? item : JSON.stringify(item);
}

function unquote(text: string): string | null {
  if (!text.startsWith('"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}

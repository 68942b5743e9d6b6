/** What a run's output shows, worked out the slow way: one character after another, all rows in memory. */
export function naiveTerminal(text: string): string[] {
  const rows: string[] = [];
  let row = 0;
  let replaces = true;
  const at = (n: number) => {
    while (rows.length <= n) rows.push("");
  };
  const bottom = () => Math.max(bottomRow, row);
  let bottomRow = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are control characters
  const tokens = text.match(/\u001b\[[0-9;]*[A-Za-z]|\u001b\][^\u0007]*\u0007|[\s\S]/gu) ?? [];
  for (const token of tokens) {
    if (token === "\n") {
      // A row is there once something follows the newline before it.
      at(row);
      row++;
      bottomRow = bottom();
      replaces = true;
      continue;
    }
    at(row);
    at(bottomRow);
    if (token === "\r") replaces = true;
    else if (token.startsWith("\u001b")) {
      const count = Number.parseInt(token.slice(2), 10) || 1;
      const letter = token.at(-1);
      if (letter === "A") row = Math.max(0, bottomRow - 63, row - count);
      if (letter === "B") row = Math.min(bottomRow, row + count);
      if (letter === "A" || letter === "B") replaces = true;
      if (letter === "K" && (replaces || token === "\u001b[2K")) {
        rows[row] = "";
        replaces = true;
      }
    } else if (token >= " " || token === "\t") {
      if (replaces) rows[row] = "";
      replaces = false;
      rows[row] += token;
    }
  }
  return rows;
}

import { type AnsiSpan, parseAnsi } from "./parse-ansi.ts";

/** What a terminal would show of an output: carriage returns overwrite, colours stay in the text. */
export function terminalLines(text: string): string[] {
  const lines = text.split("\n");
  // A text that ends in a newline has no line behind it.
  if (lines.at(-1) === "") lines.pop();
  return lines.map(overwrite);
}

/** The same without colours. */
export function plainLines(text: string): string[] {
  return terminalLines(text).map((line) => spansText(parseAnsi(line)));
}

export function spansText(spans: AnsiSpan[]): string {
  return spans.map((span) => span.text).join("");
}

/** Progress bars redraw their line after \r: what was written last is what counts. */
function overwrite(line: string): string {
  if (!line.includes("\r")) return line;
  const drawn = line.split("\r").filter((part) => part !== "");
  return drawn.at(-1) ?? "";
}

import { ConfigError } from "../overrides.ts";

/** The words of a command line as a POSIX shell would cut them: quotes, backslashes, lines that go on. No expansion. */
export function splitCommand(text: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote) {
      if (char === quote) quote = null;
      else if (char === "\\" && quote === '"' && /["\\$`]/.test(text[i + 1] ?? "")) word = (word ?? "") + text[++i];
      else word = (word ?? "") + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (char === "\\") {
      const next = text[++i];
      if (next === "\r" && text[i + 1] === "\n") i++;
      else if (next !== undefined && next !== "\n") word = (word ?? "") + next;
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? "") + char;
    }
  }
  if (quote) throw new ConfigError(`the command line ends inside a ${quote} quote`);
  if (word !== null) words.push(word);
  return words;
}

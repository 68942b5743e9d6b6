/** How far a number may be from the expected one: abs + rel·|expected|. */
export type Tolerance = { abs: number; rel: number; from: "manifest" | "default" };

/**
 * What a manifest's sentence allows, as in "features abs 1e-5; grads abs 1e-6 + rel 1e-3": the clause that has the
 * first of `words` that any clause has; "" is a clause that begins with its number. `otherwise` is abs and rel when there is none.
 */
export function toleranceOf(sentence: string, words: string[], otherwise: { abs: number; rel?: number }): Tolerance {
  const clauses = sentence
    .replace(/\([^)]*\)/g, "")
    .split(/[;,]|\.\s/)
    .map((clause) => clause.trim());
  for (const word of words) {
    const found = clauses
      .filter((clause) => (word === "" ? /^(abs|rel|exact|\d)/.test(clause) : hasWord(clause, word)))
      .map(parseClause)
      .filter((numbers) => numbers !== null)
      .sort((a, b) => Number(b.isAdvice) - Number(a.isAdvice));
    if (found[0]) return { abs: found[0].abs, rel: found[0].rel, from: "manifest" };
  }
  return { abs: otherwise.abs, rel: otherwise.rel ?? 0, from: "default" };
}

/** A tolerance that allows at least so much. */
export function atLeast(said: Tolerance, { abs = 0, rel = 0 }: { abs?: number; rel?: number }): Tolerance {
  if (said.abs >= abs && said.rel >= rel) return said;
  return { abs: Math.max(said.abs, abs), rel: Math.max(said.rel, rel), from: "default" };
}

export function showTolerance({ abs, rel, from }: Tolerance): string {
  const numbers = rel === 0 ? `abs ${showNumber(abs)}` : `abs ${showNumber(abs)} + rel ${showNumber(rel)}`;
  return from === "default" ? `${numbers}, the checker's own` : numbers;
}

/** Two digits: 2.1e-6, 0.5, 12. */
export function showNumber(x: number): string {
  const short = Number(x.toPrecision(2));
  return short !== 0 && (Math.abs(short) < 1e-2 || Math.abs(short) >= 1e4) ? short.toExponential() : `${short}`;
}

const NUMBER = String.raw`(\d+(?:\.\d+)?(?:e-?\d+)?)`;

function parseClause(clause: string): { abs: number; rel: number; isAdvice: boolean } | null {
  const after = (word: string) => new RegExp(`\\b${word}\\s+${NUMBER}`).exec(clause)?.[1];
  const [abs, rel] = [after("abs") ?? after("within") ?? after("exact to"), after("rel")];
  if (abs !== undefined || rel !== undefined) return { abs: Number(abs ?? 0), rel: Number(rel ?? 0), isAdvice: true };
  const bare = /\d+(?:\.\d+)?e-\d+/.exec(clause)?.[0];
  if (bare !== undefined) return { abs: Number(bare), rel: 0, isAdvice: false };
  return /\bexact\b/.test(clause) ? { abs: 0, rel: 0, isAdvice: true } : null;
}

function hasWord(clause: string, word: string): boolean {
  return new RegExp(`(^|[^\\w.])${word.replaceAll(".", "\\.")}`, "i").test(clause);
}

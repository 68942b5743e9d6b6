import type { ConsoleSpan } from "#app/_trpc/rows.ts";

export type Piece = { span: ConsoleSpan; text: string; isHit: boolean };

/** The spans of a row, cut where what was searched for begins and ends; a hit may go over several spans. */
export function markHits(spans: ConsoleSpan[], wanted: string, matchCase: boolean): Piece[] {
  const whole = spans.map(({ text }) => text).join("");
  const ends = wanted === "" ? [] : hitsOf(whole, wanted, matchCase);
  const pieces: Piece[] = [];
  let at = 0;
  for (const span of spans) {
    const end = at + span.text.length;
    for (let from = at; from < end; ) {
      const hit = ends.find(({ to }) => to > from);
      const isHit = hit !== undefined && hit.from <= from;
      const to = Math.min(end, hit === undefined ? end : isHit ? hit.to : hit.from);
      pieces.push({ span, text: whole.slice(from, to), isHit });
      from = to;
    }
    at = end;
  }
  return pieces;
}

function hitsOf(text: string, wanted: string, matchCase: boolean): { from: number; to: number }[] {
  const lower = text.toLowerCase();
  // A few letters are longer in lower case; then only what is spelled alike can be placed.
  const canFold = !matchCase && lower.length === text.length;
  const [hay, needle] = canFold ? [lower, wanted.toLowerCase()] : [text, wanted];
  const hits: { from: number; to: number }[] = [];
  for (let from = hay.indexOf(needle); from >= 0; from = hay.indexOf(needle, from + needle.length))
    hits.push({ from, to: from + needle.length });
  return hits;
}

/** Lines of an output, counted from 1, both ends included. */
export type Lines = { first: number; last: number };

/** "#L12" and "#L12-L20"; null for anything else. */
export function parseLineHash(hash: string): Lines | null {
  const match = /^#L([1-9]\d{0,11})(?:-L([1-9]\d{0,11}))?$/.exec(hash);
  if (!match) return null;
  const [a, b] = [Number(match[1]), Number(match[2] ?? match[1])];
  return { first: Math.min(a, b), last: Math.max(a, b) };
}

export function lineHash({ first, last }: Lines): string {
  return first === last ? `#L${first}` : `#L${first}-L${last}`;
}

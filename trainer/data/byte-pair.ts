/** Tokens and merges of a byte-pair encoding; the earlier of two merges wins. */
export type BytePairs = {
  vocab: ReadonlyMap<string, number>;
  merges: readonly (readonly [left: string, right: string])[];
  /** Stands for a character that has neither a token nor byte tokens, or, when fused, for a run of them. */
  unknown: string | null;
  fuseUnknown: boolean;
  /** Characters without a token are spelled as <0x00> … <0xFF>. */
  byteFallback: boolean;
};

/**
 * Encoder of a byte-pair vocabulary (Sennrich et al. 2016): characters first, then always the best merge, leftmost
 * among equals. Throws when a merge or a byte has no token.
 */
export function bytePairEncoder(pairs: BytePairs): (text: string) => number[] {
  const { vocab, merges, unknown, fuseUnknown, byteFallback } = pairs;
  const idOf = (token: string) => {
    const id = vocab.get(token);
    if (id === undefined)
      throw new Error(`expected ${JSON.stringify(token)} in the vocabulary of ${vocab.size} tokens`);
    return id;
  };
  const width = Math.max(0, ...vocab.values()) + 1;
  const ranks = new Map(merges.map(([left, right], rank) => [idOf(left) * width + idOf(right), rank]));
  const merged = Int32Array.from(merges, ([left, right]) => idOf(left + right));
  const bytes = byteFallback ? Array.from({ length: 256 }, (_, byte) => idOf(byteToken(byte))) : null;
  const unknownId = unknown === null ? null : idOf(unknown);
  const rankOf = (ids: number[], at: number) =>
    at < 0 || at + 1 >= ids.length ? NO_MERGE : (ranks.get(ids[at]! * width + ids[at + 1]!) ?? NO_MERGE);

  function characters(text: string): number[] {
    const ids: number[] = [];
    let inUnknown = false;
    for (const character of text) {
      const id = vocab.get(character);
      if (id !== undefined) ids.push(id);
      else if (bytes) ids.push(...Buffer.from(character).map((byte) => bytes[byte]!));
      else if (unknownId !== null && !(fuseUnknown && inUnknown)) ids.push(unknownId);
      inUnknown = id === undefined && !bytes;
    }
    return ids;
  }

  return (text) => {
    const ids = characters(text);
    const found = ids.map((_, at) => rankOf(ids, at));
    for (let at = smallest(found); at >= 0; at = smallest(found)) {
      ids.splice(at, 2, merged[found[at]!]!);
      found.splice(at, 1);
      found[at] = rankOf(ids, at);
      if (at > 0) found[at - 1] = rankOf(ids, at - 1);
    }
    return ids;
  };
}

const NO_MERGE = Number.POSITIVE_INFINITY;

/** Index of the first smallest rank, or −1 when nothing can be merged. */
function smallest(ranks: number[]): number {
  let best = -1;
  for (let i = 0; i < ranks.length; i++) if (ranks[i]! < (best < 0 ? NO_MERGE : ranks[best]!)) best = i;
  return best;
}

function byteToken(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
}

import type { Episode } from "./episode.ts";

/**
 * Choose the held-out episodes of a data set without a val split: the given share, by a hash of each record, so that the
 * choice depends on the data alone and is the same for every run and seed. At least one stays for training.
 */
export function chooseHeldOut(episodes: Episode[], fraction: number): Set<Episode> {
  const count = Math.min(Math.ceil(episodes.length * fraction), Math.max(0, episodes.length - 1));
  const ranked = [...episodes].sort((a, b) => rank(a) - rank(b));
  return new Set(ranked.slice(0, count));
}

function rank({ recordCrc, offset }: Episode): number {
  return Math.imul(recordCrc ^ offset, 0x9e3779b1) >>> 0;
}

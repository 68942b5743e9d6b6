import { isDeepStrictEqual } from "node:util";
import type { Member } from "./member.ts";
import type { MergeVocabulary } from "./merge-tokenizer.ts";
import { buildVocabulary, datasetVocabulary } from "./vocabulary.ts";

/** The one vocabulary that all members bring along or learn alike, else one learned from all their instructions. */
export async function mixtureVocabulary(members: Member[]): Promise<MergeVocabulary> {
  const each = await Promise.all(members.map(({ dir, episodes }) => datasetVocabulary(dir, episodes.train)));
  const [first] = each;
  if (first && each.every((vocabulary) => isDeepStrictEqual(vocabulary, first))) return first;
  const train = members.flatMap(({ episodes }) => episodes.train);
  return buildVocabulary(train.flatMap(({ instructions }) => [...new Set(instructions)]));
}

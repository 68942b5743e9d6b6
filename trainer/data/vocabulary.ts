import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DataError } from "./data-error.ts";
import type { Episode } from "./episode.ts";
import { MergeVocabulary, SMALL_VOCAB_BASE } from "./merge-tokenizer.ts";
import { PROMPT_PREFIX, PROMPT_SUFFIX } from "./prompt.ts";

/** The `tokenizer.json` beside a data set's shards, which may merge whole phrases; else words of its instructions. */
export async function datasetVocabulary(dir: string, train: Episode[]): Promise<MergeVocabulary> {
  const file = join(dir, "tokenizer.json");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return buildVocabulary(train.flatMap(({ instructions }) => [...new Set(instructions)]));
  return parseVocabulary(text, file);
}

/** Parse a tokenizer.json of the project's own kind; `file` is named in the error. */
export function parseVocabulary(text: string, file: string): MergeVocabulary {
  try {
    return MergeVocabulary.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : "it is not valid JSON";
    throw new DataError(`${file} should be a tokenizer of the type vela-merge: ${reason}`);
  }
}

/** A vocabulary learned from instructions: the prompt's fixed parts, then the most frequent words, ties by spelling. */
export function buildVocabulary(instructions: string[], maxWords = 240): MergeVocabulary {
  const counts = new Map<string, number>();
  for (const instruction of instructions) {
    for (const word of instruction.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? []) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const words = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([word]) => word);
  const fixed = [PROMPT_PREFIX.trim(), PROMPT_SUFFIX];
  const learned = words.filter((word) => !fixed.includes(word)).slice(0, maxWords);
  return { type: "vela-merge", vocabBase: SMALL_VOCAB_BASE, pieces: [...fixed, ...learned] };
}

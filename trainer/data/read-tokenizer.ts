import { readFile } from "node:fs/promises";
import { z } from "zod";
import { DataError } from "./data-error.ts";
import { type LlamaIds, LlamaTokenizerFile, llamaTokenizer } from "./llama-tokenizer.ts";
import { MergeVocabulary, mergeTokenizer } from "./merge-tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** The tokenizer of a tokenizer.json: a Llama's, or a preset's own small one. @throws DataError naming the file */
export async function readTokenizer(file: string, ids: LlamaIds = {}): Promise<Tokenizer> {
  return parseTokenizer(await readFile(file, "utf8"), file, ids);
}

export function parseTokenizer(text: string, file: string, ids: LlamaIds = {}): Tokenizer {
  const json = parseJson(text, file);
  const isOwn = MergeVocabulary.shape.type.safeParse((json as { type?: unknown } | null)?.type).success;
  if (isOwn) return mergeTokenizer(check(MergeVocabulary, json, file, "vela-merge"));
  return llamaTokenizer(check(LlamaTokenizerFile, json, file, "Llama"), ids, file);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DataError(`${file} should be a tokenizer.json, but it is not valid JSON`);
  }
}

function check<T>(schema: z.ZodType<T>, json: unknown, file: string, kind: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const shown = z.prettifyError(parsed.error).split("\n").slice(0, 4).join(" ");
  throw new DataError(`${file} should be a tokenizer of the type ${kind}, but found: ${shown}`);
}

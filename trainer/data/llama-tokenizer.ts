import { z } from "zod";
import { bytePairEncoder } from "./byte-pair.ts";
import { DataError } from "./data-error.ts";
import type { Tokenizer } from "./tokenizer.ts";

const Off = z.literal(false).or(z.null()).optional();
const Replace = z.object({
  type: z.literal("Replace"),
  pattern: z.object({ String: z.string() }),
  content: z.string(),
});
const Prepend = z.object({ type: z.literal("Prepend"), prepend: z.string() });
const Normalizer = z.discriminatedUnion("type", [Replace, Prepend]);
type Normalizer = z.infer<typeof Normalizer>;
const Metaspace = z.object({
  type: z.literal("Metaspace"),
  replacement: z.string(),
  prepend_scheme: z.enum(["always", "first", "never"]).default("always"),
  split: z.literal(false),
});

/** The part of a Hugging Face tokenizer.json that a Llama uses: byte pairs over whole sentences, spaces as "▁". */
export const LlamaTokenizerFile = z.object({
  added_tokens: z.array(
    z.object({
      id: z.int().min(0),
      content: z.string().min(1),
      normalized: z.boolean(),
      single_word: Off,
      lstrip: Off,
      rstrip: Off,
    }),
  ),
  normalizer: z
    .union([
      z.object({ type: z.literal("Sequence"), normalizers: z.array(Normalizer) }),
      Normalizer.transform((one) => ({ normalizers: [one] })),
    ])
    .nullable(),
  pre_tokenizer: Metaspace.nullable(),
  model: z.object({
    type: z.literal("BPE"),
    dropout: z.literal(0).or(z.null()).optional(),
    unk_token: z.string().nullable(),
    continuing_subword_prefix: z.literal("").or(z.null()).optional(),
    end_of_word_suffix: z.literal("").or(z.null()).optional(),
    fuse_unk: z.boolean(),
    byte_fallback: z.boolean().default(false),
    ignore_merges: Off,
    vocab: z.record(z.string(), z.int().min(0)),
    merges: z.array(
      z.union([
        z.tuple([z.string(), z.string()]),
        z
          .string()
          .regex(/^[^ ]+ [^ ]+$/)
          .transform((pair) => pair.split(" ") as [string, string]),
      ]),
    ),
  }),
});
export type LlamaTokenizerFile = z.infer<typeof LlamaTokenizerFile>;

/** Ids that a model's config.json knows and tokenizer.json does not. */
export type LlamaIds = { padId?: number | undefined; vocabSize?: number | undefined };

/**
 * The tokenizer of a Llama's tokenizer.json, ids as Hugging Face's own. Without `ids` the padding token is "<PAD>", else
 * the first id after the vocabulary, and the embedding table has a multiple of 64 rows. `file` is named in errors.
 * @throws DataError when the vocabulary has no BOS, stop or blank token, or is not whole
 */
export function llamaTokenizer(tokenizer: LlamaTokenizerFile, ids: LlamaIds = {}, file = "tokenizer.json"): Tokenizer {
  const { model, added_tokens: added } = tokenizer;
  const vocab = new Map(Object.entries(model.vocab));
  const special = new Map([...vocab, ...added.map(({ content, id }) => [content, id] as const)]);
  const idOf = (token: string) => {
    const id = special.get(token);
    if (id === undefined) throw new DataError(`${file} should have a token "${token}"; it has ${special.size} others`);
    return id;
  };
  const padId = ids.padId ?? special.get("<PAD>") ?? vocab.size;
  const usedIds = Math.max(padId, ...special.values()) + 1;
  const vocabSize = ids.vocabSize ?? Math.ceil(usedIds / ROWS) * ROWS;
  if (vocabSize < usedIds)
    throw new DataError(`${file} uses ${usedIds} ids, but the model has room for ${vocabSize} tokens`);
  return {
    vocabBase: vocab.size,
    vocabSize,
    bosId: idOf("<s>"),
    eosId: idOf("</s>"),
    padId,
    blankId: idOf(BLANK),
    encode: encoder(tokenizer, file),
  };
}

const BLANK = "▁";
/** The original pads its embedding table to a multiple of this (pad_to_multiple_of). */
const ROWS = 64;

function encoder({ added_tokens, normalizer, pre_tokenizer, model }: LlamaTokenizerFile, file: string) {
  const normalize = (text: string) => (normalizer?.normalizers ?? []).reduce(applyNormalizer, text);
  const findRaw = splitter(added_tokens.filter((token) => !token.normalized));
  const findNormal = splitter(
    added_tokens.filter((token) => token.normalized).map(({ id, content }) => ({ id, content: normalize(content) })),
  );
  const pairs = wholeBytePairs(model, file);

  return (text: string): number[] => {
    let isFirst = true;
    const encodePiece = (piece: string | number): number[] => {
      const found = typeof piece === "number" ? [piece] : pairs(metaspace(piece, pre_tokenizer, isFirst));
      isFirst = false;
      return found;
    };
    return findRaw(text)
      .flatMap((piece) => (typeof piece === "number" ? [piece] : findNormal(normalize(piece))))
      .flatMap(encodePiece);
  };
}

function wholeBytePairs(model: LlamaTokenizerFile["model"], file: string) {
  try {
    return bytePairEncoder({
      vocab: new Map(Object.entries(model.vocab)),
      merges: model.merges,
      unknown: model.unk_token,
      fuseUnknown: model.fuse_unk,
      byteFallback: model.byte_fallback,
    });
  } catch (error) {
    throw new DataError(`${file} is not whole: ${(error as Error).message}`);
  }
}

function applyNormalizer(text: string, step: Normalizer): string {
  if (step.type === "Replace") return text.replaceAll(step.pattern.String, step.content);
  return text === "" ? "" : step.prepend + text;
}

/** Spaces become the replacement, and one stands in front where the scheme wants it. */
function metaspace(text: string, options: z.infer<typeof Metaspace> | null, isFirst: boolean): string {
  if (!options || text === "") return text;
  const { replacement, prepend_scheme: scheme } = options;
  const marked = text.replaceAll(" ", replacement);
  const prepends = scheme === "always" || (scheme === "first" && isFirst);
  return prepends && !marked.startsWith(replacement) ? replacement + marked : marked;
}

/** Cuts a text at added tokens, the leftmost and then longest first: texts between them, ids in their place. */
function splitter(tokens: { id: number; content: string }[]): (text: string) => (string | number)[] {
  if (tokens.length === 0) return (text) => (text === "" ? [] : [text]);
  const idOf = new Map(tokens.map(({ id, content }) => [content, id]));
  const longestFirst = [...idOf.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    `(${longestFirst.map((token) => token.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|")})`,
  );
  return (text) =>
    text
      .split(pattern)
      .map((piece, i) => (i % 2 === 1 ? idOf.get(piece)! : piece))
      .filter((piece) => piece !== "");
}

import { z } from "zod";
import { ACTION_BINS } from "./action-tokenizer.ts";
import { DataError } from "./data-error.ts";
import type { Tokenizer } from "./tokenizer.ts";

/**
 * A preset's own small tokenizer, as stored in tokenizer.json. Piece i has the id 260 + i.
 * Ids: 0 unknown · 1 BOS · 2 stop · 3–258 bytes · 259 blank · pieces · … · 256 action tokens below `vocabBase` · pad.
 */
export const MergeVocabulary = z.object({
  type: z.literal("vela-merge"),
  vocabBase: z.int().positive(),
  pieces: z.array(z.string().min(1)),
});
export type MergeVocabulary = z.infer<typeof MergeVocabulary>;

/**
 * The tokenizer of a vocabulary: the longest piece that ends where a word ends wins, white space between pieces is
 * dropped. A word that no piece covers is tried in lower case, then spelled in UTF-8 bytes after a blank byte.
 */
export function mergeTokenizer({ pieces, vocabBase }: MergeVocabulary): Tokenizer {
  const room = vocabBase - ACTION_BINS - FIRST_PIECE;
  if (pieces.length > room) {
    throw new DataError(
      `a vocabulary of ${vocabBase} has room for ${Math.max(room, 0)} pieces, ${pieces.length} were given`,
    );
  }
  const idOf = new Map(pieces.map((piece, i) => [piece, FIRST_PIECE + i]));
  const lengths = [...new Set(pieces.map((piece) => piece.length))].sort((a, b) => b - a);
  const longestAt = (text: string, at: number) =>
    lengths.find((length) => idOf.has(text.slice(at, at + length)) && isWordEnd(text, at + length));

  function encode(text: string): number[] {
    const ids: number[] = [];
    const lower = text.toLowerCase();
    for (let at = 0; at < text.length; ) {
      const source = longestAt(text, at) === undefined ? lower : text;
      const length = longestAt(source, at);
      if (length !== undefined) {
        ids.push(idOf.get(source.slice(at, at + length))!);
        at += length;
      } else if (/\s/.test(text[at]!)) at++;
      else {
        const word = /^[\p{L}\p{N}]+|^./su.exec(lower.slice(at))![0];
        for (const byte of Buffer.from(` ${word}`)) ids.push(FIRST_BYTE + byte);
        at += word.length;
      }
    }
    return ids;
  }

  return { vocabBase, vocabSize: vocabBase + 1, bosId: 1, eosId: 2, padId: vocabBase, blankId: BLANK, encode };
}

const FIRST_BYTE = 3;
const BLANK = FIRST_BYTE + 256;
const FIRST_PIECE = BLANK + 1;

/** Room for 252 pieces beside the bytes and the action tokens. */
export const SMALL_VOCAB_BASE = 512 + ACTION_BINS;

function isWordEnd(text: string, at: number): boolean {
  return at >= text.length || !(WORD.test(text[at - 1]!) && WORD.test(text[at]!));
}

const WORD = /[\p{L}\p{N}]/u;

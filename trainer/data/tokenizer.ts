/** What the data side needs from any tokenizer. Action token ids are the last 256 below `vocabBase`. */
export type Tokenizer = {
  /** Number of ids without the padding token; `padId` may lie at or above it. */
  vocabBase: number;
  /** Rows that the embedding table needs. */
  vocabSize: number;
  bosId: number;
  eosId: number;
  padId: number;
  blankId: number;
  /** Text → ids, without BOS, stop or blank. */
  encode(text: string): number[];
};

import { expect, test } from "vitest";
import { mergeTokenizer, SMALL_VOCAB_BASE } from "#trainer/data/merge-tokenizer.ts";
import { buildPrompt, IGNORE_INDEX, maxTextLength, promptIds } from "#trainer/data/prompt.ts";
import { buildVocabulary, parseVocabulary } from "#trainer/data/vocabulary.ts";

const vocabulary = buildVocabulary(["put the pot on the stove", "put the carrot on the plate", "open the drawer"]);
const tokenizer = mergeTokenizer(vocabulary);

test("words are learned by frequency, then spelling, and fit below the action tokens", () => {
  expect(vocabulary.pieces.slice(2, 6)).toEqual(["the", "on", "put", "carrot"]);
  expect(tokenizer).toMatchObject({ vocabBase: SMALL_VOCAB_BASE, padId: SMALL_VOCAB_BASE, bosId: 1, eosId: 2 });
});

test("the longest piece that ends where a word ends wins", () => {
  const { encode } = mergeTokenizer({ type: "vela-merge", vocabBase: 768, pieces: ["pot", "put", "put the", "the"] });
  expect(encode("put the pot")).toEqual([262, 260]);
  expect(encode("Put The pot")).toEqual([262, 260]);
  expect(encode("put them")[0]).toBe(261);
});

test("unknown words are spelled in lower-case bytes that keep word limits apart", () => {
  const bytes = (text: string) => [...Buffer.from(text)].map((byte) => byte + 3);
  expect(tokenizer.encode("Öl put")).toEqual([...bytes(" öl"), 264]);
  expect(tokenizer.encode("ab c")).not.toEqual(tokenizer.encode("a bc"));
});

test("a sequence is BOS, prompt, blank, action ids, stop; only actions and stop are labelled", () => {
  const actions = Float32Array.of(-1, 0, 1, 0.5);
  const prompt = promptIds(tokenizer, "put the carrot on the plate");
  const { inputIds, labels } = buildPrompt(tokenizer, "put the carrot on the plate", actions);
  expect(Array.from(inputIds.subarray(0, prompt.length))).toEqual(prompt);
  expect([prompt[0], prompt.at(-1)]).toEqual([1, tokenizer.blankId]);
  expect(Array.from(inputIds.subarray(prompt.length))).toEqual([767, 640, 512, 576, 2]);
  expect(labels.subarray(0, prompt.length).every((id) => id === IGNORE_INDEX)).toBe(true);
  expect(labels.subarray(prompt.length)).toEqual(inputIds.subarray(prompt.length));
  expect(maxTextLength(tokenizer, ["open the drawer", "put the carrot on the plate"], 4)).toBe(inputIds.length);
});

test("a tokenizer.json is read back, and what is none is refused with its name", () => {
  expect(parseVocabulary(JSON.stringify(vocabulary), "tokenizer.json")).toEqual(vocabulary);
  expect(() => parseVocabulary('{"type":"BPE"}', "a/tokenizer.json")).toThrow("a/tokenizer.json should be a tokenizer");
  expect(() => mergeTokenizer({ ...vocabulary, vocabBase: 517 })).toThrow("a vocabulary of 517 has room for 1 pieces");
});

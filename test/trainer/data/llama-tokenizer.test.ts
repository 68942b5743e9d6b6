import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isActionToken } from "#trainer/data/action-tokenizer.ts";
import { bytePairEncoder } from "#trainer/data/byte-pair.ts";
import { buildPrompt, promptIds } from "#trainer/data/prompt.ts";
import { parseTokenizer, readTokenizer } from "#trainer/data/read-tokenizer.ts";

// A small vocabulary in Llama's layout, trained by Hugging Face's tokenizers 0.23, and the ids that library gives.
const fixture = (name: string) => join(import.meta.dirname, "fixtures", name);
const file = fixture("llama-tokenizer.json");
const tokenizer = await readTokenizer(file);
const json = JSON.parse(await readFile(file, "utf8"));
const expected = (await readFile(fixture("llama-tokenizer-ids.txt"), "utf8"))
  .trimEnd()
  .split("\n")
  .map((line) => line.split("\t") as [string, string])
  .map(([text, ids]) => ({ text: JSON.parse(text) as string, ids: ids === "" ? [] : ids.split(",").map(Number) }));

test("every text gets the ids of Hugging Face's library: English, Chinese, emoji, white space, special tokens", () => {
  expect(expected.length).toBeGreaterThan(100);
  for (const { text, ids } of expected) expect({ text, ids: tokenizer.encode(text) }).toEqual({ text, ids });
});

test("Llama's own ids: BOS, stop, blank and padding; the embedding table has a multiple of 64 rows", () => {
  const { bosId, eosId, padId, vocabBase, vocabSize, blankId } = tokenizer;
  expect([bosId, eosId, padId, vocabBase, vocabSize]).toEqual([1, 2, 543, 543, 576]);
  expect(blankId).toBe(json.model.vocab["▁"]);
  const { padId: otherPad, vocabSize: otherSize } = parseTokenizer(JSON.stringify(json), file, {
    padId: 544,
    vocabSize: 640,
  });
  expect([otherPad, otherSize]).toEqual([544, 640]);
});

test("a prompt is BOS, the text, the blank token; then 256 action tokens end where the vocabulary ends, then stop", () => {
  const prompt = promptIds(tokenizer, "open the drawer");
  expect([prompt[0], prompt.at(-1)]).toEqual([1, tokenizer.blankId]);
  expect(prompt.slice(1, -1)).toEqual(
    tokenizer.encode("In: What action should the robot take to open the drawer?\nOut:"),
  );
  const { inputIds } = buildPrompt(tokenizer, "open the drawer", Float32Array.of(-1, 0, 1));
  const actions = Array.from(inputIds.subarray(prompt.length, -1));
  expect(actions).toEqual([542, 415, 287]);
  expect(actions.every((id) => isActionToken(id, tokenizer.vocabBase))).toBe(true);
  expect(inputIds.at(-1)).toBe(2);
});

test("spaces may be marked before the byte pairs instead, in front of the text once, always or never", () => {
  const scheme = (prepend_scheme: string) => {
    const pre_tokenizer = { type: "Metaspace", replacement: "▁", prepend_scheme, split: false };
    return parseTokenizer(JSON.stringify({ ...json, normalizer: null, pre_tokenizer }), file);
  };
  const marked = bytePairEncoder(pairs());
  expect(scheme("first").encode("a b</s>c")).toEqual([...marked("▁a▁b"), 2, ...marked("c")]);
  expect(scheme("always").encode("a b</s>c")).toEqual([...marked("▁a▁b"), 2, ...marked("▁c")]);
  expect(scheme("never").encode("a b</s>c")).toEqual([...marked("a▁b"), 2, ...marked("c")]);
});

test("without byte tokens a run of unknown characters is one unknown token, or one each", () => {
  const vocab = new Map([
    ["?", 0],
    ["a", 1],
  ]);
  const encode = (fuseUnknown: boolean) =>
    bytePairEncoder({ vocab, merges: [], unknown: "?", fuseUnknown, byteFallback: false });
  expect(encode(true)("xya豆x")).toEqual([0, 1, 0]);
  expect(encode(false)("xya豆x")).toEqual([0, 0, 1, 0, 0]);
});

test.each([
  ["no JSON", "{", "it is not valid JSON"],
  ["another model", { ...json, model: { type: "WordPiece" } }, "should be a tokenizer of the type Llama"],
  ["a tokenizer that cuts words first", { ...json, pre_tokenizer: { type: "ByteLevel" } }, "pre_tokenizer"],
  ["a missing stop token", without("</s>"), 'should have a token "</s>"'],
  ["a missing byte", without("<0x41>"), 'is not whole: expected "<0x41>" in the vocabulary'],
  ["a merge of no token", { ...json, model: { ...json.model, merges: [["In", "qq"]] } }, "is not whole"],
])("%s is refused with the file's name", (_, content, message) => {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  expect(() => parseTokenizer(text, file)).toThrow(message);
  expect(() => parseTokenizer(text, file)).toThrow(file);
});

test("more ids than the model has room for are refused", () => {
  expect(() => parseTokenizer(JSON.stringify(json), file, { vocabSize: 500 })).toThrow(
    "uses 544 ids, but the model has room for 500 tokens",
  );
});

function without(token: string) {
  const { [token]: _, ...vocab } = json.model.vocab;
  const added_tokens = json.added_tokens.filter(({ content }: { content: string }) => content !== token);
  return { ...json, added_tokens, model: { ...json.model, vocab } };
}

function pairs() {
  const vocab = new Map<string, number>(Object.entries(json.model.vocab));
  return { vocab, merges: json.model.merges, unknown: "<unk>", fuseUnknown: true, byteFallback: true };
}

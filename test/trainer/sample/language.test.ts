import { expect, test } from "vitest";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { promptIds } from "#trainer/data/prompt.ts";
import { createRng } from "#trainer/rng.ts";
import { drawInstruction, scoopVocabulary, swapInstruction, TEMPLATES } from "#trainer/sample/language.ts";
import { MATERIALS } from "#trainer/sample/materials.ts";

const vocabulary = scoopVocabulary();
const tokenizer = mergeTokenizer(vocabulary);

test("every template with every material takes eight tokens after BOS", () => {
  for (const template of TEMPLATES) {
    for (const { name } of MATERIALS) expect(promptIds(tokenizer, template.replace("…", name))).toHaveLength(9);
  }
});

test("the tokens are the merged ones", () => {
  const pieces = (instruction: string) =>
    promptIds(tokenizer, instruction)
      .slice(1, -1)
      .map((id) => vocabulary.pieces[id - 260]);
  const prefix = "In: What action should the robot take to";
  expect(pieces("scoop the red beans into the bowl")).toEqual([
    prefix,
    "scoop the",
    "red",
    "beans",
    "into",
    "the bowl",
    "?\nOut:",
  ]);
  expect(pieces("fill the bowl with the blue berries")).toEqual([
    prefix,
    "fill",
    "the bowl",
    "with the",
    "blue",
    "berries",
    "?\nOut:",
  ]);
});

test("a swapped instruction names another material of the scene, in the same words", () => {
  const present = ["red beans", "yellow corn", "blue berries"];
  const rng = createRng(0);
  const swapped = Array.from({ length: 20 }, () => swapInstruction("bring the yellow corn to the bowl", present, rng));
  expect(new Set(swapped)).toEqual(new Set(["bring the red beans to the bowl", "bring the blue berries to the bowl"]));
  expect(() => swapInstruction("open the door", present, rng)).toThrow('"open the door" should name one of several');
});

test("all five templates are drawn", () => {
  const rng = createRng(0);
  const drawn = new Set(Array.from({ length: 100 }, () => drawInstruction(rng, "red beans")));
  expect(drawn.size).toBe(5);
});

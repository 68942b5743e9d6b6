import { type MergeVocabulary, SMALL_VOCAB_BASE } from "../data/merge-tokenizer.ts";
import { PROMPT_PREFIX, PROMPT_SUFFIX } from "../data/prompt.ts";
import type { Rng } from "../rng.ts";
import { MATERIALS } from "./materials.ts";

/** One instruction for a material, the template drawn at random. */
export function drawInstruction(rng: Rng, material: string): string {
  return TEMPLATES[rng.int(TEMPLATES.length)]!.replace("…", material);
}

/** The same sentence about another material that stands in the same scene: it now asks for other actions. */
export function swapInstruction(instruction: string, materialsPresent: string[], rng: Rng): string {
  const named = materialsPresent.find((material) => instruction.includes(material));
  const others = materialsPresent.filter((material) => material !== named);
  if (!named || others.length === 0) {
    throw new RangeError(
      `"${instruction}" should name one of several materials, present: ${materialsPresent.join(", ")}`,
    );
  }
  return instruction.replace(named, others[rng.int(others.length)]!);
}

/**
 * The sample's vocabulary. The fixed words are merged so that every template takes eight tokens after BOS, e.g.
 * [prefix] [scoop the] [red] [beans] [into] [the bowl] [?Out:] [blank]: fewer constant tokens and no padding.
 */
export function scoopVocabulary(): MergeVocabulary {
  const words = [...MATERIALS.map(({ name }) => name), "white rice", "brown lentils"].flatMap((name) =>
    name.split(" "),
  );
  return {
    type: "vela-merge",
    vocabBase: SMALL_VOCAB_BASE,
    pieces: [PROMPT_PREFIX.trim(), PROMPT_SUFFIX, ...MERGES, ...words],
  };
}

export const TEMPLATES = [
  "scoop the … into the bowl",
  "put the … into the bowl",
  "move the … into the bowl",
  "bring the … to the bowl",
  "fill the bowl with the …",
] as const;

const MERGES = ["scoop the", "put the", "move the", "bring the", "fill", "with the", "into", "to", "the bowl"];

import { actionToken } from "./action-tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";

export const PROMPT_PREFIX = "In: What action should the robot take to ";
export const PROMPT_SUFFIX = "?\nOut:";
/** Label of positions that the loss leaves out. */
export const IGNORE_INDEX = -100;

export type PromptTokens = { inputIds: Int32Array; labels: Int32Array };

/** BOS, prompt and blank token: what stands before the action slots (origin §3.1). */
export function promptIds(tokenizer: Tokenizer, instruction: string): number[] {
  const ids = [tokenizer.bosId, ...tokenizer.encode(`${PROMPT_PREFIX}${instruction.toLowerCase()}${PROMPT_SUFFIX}`)];
  if (ids[ids.length - 1] !== tokenizer.blankId) ids.push(tokenizer.blankId);
  return ids;
}

/**
 * The whole training sequence: prompt, K·A action ids, stop. `actions` f32[K·A] normalised.
 * Labels are the action ids and the stop token; everything before is IGNORE_INDEX.
 */
export function buildPrompt(tokenizer: Tokenizer, instruction: string, actions: Float32Array): PromptTokens {
  const prompt = promptIds(tokenizer, instruction);
  const inputIds = new Int32Array(prompt.length + actions.length + 1);
  inputIds.set(prompt);
  for (let i = 0; i < actions.length; i++) inputIds[prompt.length + i] = actionToken(actions[i]!, tokenizer.vocabBase);
  inputIds[inputIds.length - 1] = tokenizer.eosId;
  const labels = inputIds.slice().fill(IGNORE_INDEX, 0, prompt.length);
  return { inputIds, labels };
}

/** Length S of the longest sequence that the instructions give. */
export function maxTextLength(tokenizer: Tokenizer, instructions: Iterable<string>, actionCount: number): number {
  let longest = 0;
  for (const instruction of new Set(instructions)) {
    longest = Math.max(longest, promptIds(tokenizer, instruction).length);
  }
  return longest + actionCount + 1;
}

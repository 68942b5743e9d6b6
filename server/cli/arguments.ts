import { InvalidArgumentError } from "commander";
import type { Messages } from "./messages/en.ts";

/** A parser of whole numbers from `min` on. */
export function wholeNumber(min: number, { usage }: Messages): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < min) throw new InvalidArgumentError(usage.wholeNumber(min));
    return value;
  };
}

/** A parser of one of a few words. */
export function oneOf<const T extends string>(choices: readonly T[], { usage }: Messages): (text: string) => T {
  return (text) => {
    const choice = choices.find((each) => each === text);
    if (choice === undefined) throw new InvalidArgumentError(usage.oneOf(choices));
    return choice;
  };
}

/** An option that may come several times, and hold several words with commas between. */
export function wordList<T extends string>(read: (word: string) => T): (text: string, before?: T[]) => T[] {
  return (text, before = []) => [...before, ...text.split(",").filter(Boolean).map(read)];
}

/** An option that may come several times. */
export function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}

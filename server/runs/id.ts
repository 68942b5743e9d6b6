import { randomInt } from "node:crypto";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Eight characters [a-z0-9]: the id of a run, a project or a job. */
export function newId(random: (max: number) => number = randomInt): string {
  return Array.from({ length: 8 }, () => ALPHABET[random(ALPHABET.length)]).join("");
}

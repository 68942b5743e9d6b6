import { hashOf, type LineColor, RUN_COLORS } from "./color.ts";

/** Lengths of stroke and space in CSS px; [] is a full line. */
export type Dash = readonly number[];

export const VALIDATION_DASH: Dash = [5, 4];
const DASHES: readonly Dash[] = [[], [7, 3], [3, 3], [9, 3, 2, 3], [14, 4]];
const FEW = 8;

type Dashed = { identity: string; color: LineColor; isValidation: boolean };

/**
 * A dash pattern per line, in the order given. Up to 8 lines are full unless two share a colour; above 8 the pattern
 * follows the identity, as the colour does. Validation has its own.
 */
export function assignDashes(lines: readonly Dashed[]): Dash[] {
  const taken = new Set<string>();
  const patterns = new Map<Dashed, Dash>();
  // By identity, not by place: a chart with the same runs in another order looks the same.
  for (const line of [...lines].sort((a, b) => (a.identity < b.identity ? -1 : 1))) {
    if (line.isValidation) {
      patterns.set(line, VALIDATION_DASH);
      continue;
    }
    let index = lines.length > FEW ? Math.floor(hashOf(line.identity) / RUN_COLORS.length) % DASHES.length : 0;
    for (let tries = 1; tries < DASHES.length && taken.has(line.color.light + index); tries++)
      index = (index + 1) % DASHES.length;
    taken.add(line.color.light + index);
    patterns.set(line, DASHES[index]!);
  }
  return lines.map((line) => patterns.get(line)!);
}

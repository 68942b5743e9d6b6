const CODES = { red: 31, green: 32, yellow: 33, blue: 34, dim: 2 } as const;
export type Colour = keyof typeof CODES;

/** A text in a colour, for a terminal. */
export function paint(text: string, colour: Colour | null): string {
  return colour === null || text === "" ? text : `\x1b[${CODES[colour]}m${text}\x1b[0m`;
}

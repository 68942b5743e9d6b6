/** Columns that a text takes on a terminal: 2 for Chinese characters and emoji, 0 for marks laid over others. */
export function textWidth(text: string): number {
  let width = 0;
  for (const char of text.replace(STYLE, "")) width += charWidth(char.codePointAt(0)!, char);
  return width;
}

/** Text that cannot move the cursor, change colours or turn the writing direction. */
export function plainText(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
const STYLE = /\x1b\[[0-9;]*m/g;

/** Wide and full-width blocks of Unicode 15 (East Asian Width W and F), first and last. */
const WIDE: [number, number][] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];

function charWidth(code: number, char: string): number {
  if (code < 0x300) return 1;
  if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(char)) return 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) || /\p{Emoji_Presentation}/u.test(char) ? 2 : 1;
}

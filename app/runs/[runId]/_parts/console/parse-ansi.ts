export type AnsiStyle = {
  /** 0…15, the terminal's palette. */
  color: number | null;
  isBold: boolean;
  isDim: boolean;
  isItalic: boolean;
  isUnderlined: boolean;
};
export type AnsiSpan = { text: string; style: AnsiStyle };

const PLAIN: AnsiStyle = { color: null, isBold: false, isDim: false, isItalic: false, isUnderlined: false };

// CSI … final byte; OSC … BEL or ST; a choice of character set; any other two-character escape.
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are control characters
const ESCAPE = /\u001b(?:\[([0-9;:?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[()][0-9A-Z]|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is left of them has no picture
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** A line with its ANSI colours as spans; everything else that a terminal would obey is left out. */
export function parseAnsi(line: string): AnsiSpan[] {
  const spans: AnsiSpan[] = [];
  let style = PLAIN;
  let from = 0;
  const push = (to: number) => {
    const text = line.slice(from, to).replace(INVISIBLE, "");
    if (text !== "") spans.push({ text, style });
  };
  for (const match of line.matchAll(ESCAPE)) {
    push(match.index);
    from = match.index + match[0].length;
    if (match[2] === "m") style = applyCodes(style, match[1] ?? "");
  }
  push(line.length);
  return spans;
}

/** Select Graphic Rendition (ECMA-48 §8.3.117), with the 16-colour extensions and 256 colours brought down to 16. */
function applyCodes(style: AnsiStyle, codes: string): AnsiStyle {
  const numbers = codes.split(/[;:]/).map(Number);
  let next = style;
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i]!;
    if (code === 38 || code === 48) {
      const isPalette = numbers[i + 1] === 5;
      if (code === 38 && isPalette) next = { ...next, color: to16(numbers[i + 2] ?? 7) };
      i += isPalette ? 2 : 4;
    } else next = applyCode(next, code);
  }
  return next;
}

function applyCode(style: AnsiStyle, code: number): AnsiStyle {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, isBold: true };
  if (code === 2) return { ...style, isDim: true };
  if (code === 3) return { ...style, isItalic: true };
  if (code === 4) return { ...style, isUnderlined: true };
  if (code === 22) return { ...style, isBold: false, isDim: false };
  if (code === 23) return { ...style, isItalic: false };
  if (code === 24) return { ...style, isUnderlined: false };
  if (code >= 30 && code <= 37) return { ...style, color: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, color: code - 82 };
  return code === 39 ? { ...style, color: null } : style;
}

/** One of the 256 colours as the nearest of the 16: the palette itself, the 6×6×6 cube by its bits, greys by lightness. */
function to16(color: number): number {
  if (color < 16) return color;
  if (color >= 232) return [0, 8, 7, 15][Math.min(3, Math.floor((color - 232) / 6))]!;
  const cube = color - 16;
  const [r, g, b] = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  const bits = (r >= 3 ? 1 : 0) | (g >= 3 ? 2 : 0) | (b >= 3 ? 4 : 0);
  return Math.max(r, g, b) >= 5 ? bits + 8 : bits;
}

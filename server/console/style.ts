/** A colour of the terminal's palette, 0…15, or one of its own as #rrggbb. */
export type Color = number | string;
export type Style = {
  fg?: Color;
  bg?: Color;
  bold?: true;
  dim?: true;
  italic?: true;
  underline?: true;
  inverse?: true;
  strike?: true;
};

export const PLAIN: Style = Object.freeze({});

/** Select Graphic Rendition (ECMA-48 §8.3.117) with the 16-colour, 256-colour and 24-bit extensions. */
export function applySgr(style: Style, parameters: string): Style {
  if (parameters === "" || parameters === "0") return PLAIN;
  const codes = parameters.split(";");
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const [code, ...sub] = codes[i]!.split(":").map(Number);
    if (code !== 38 && code !== 48) {
      next = applyCode(next, code ?? 0, sub[0]);
      continue;
    }
    // "38:2::r:g:b" says everything in one code, "38;2;r;g;b" takes the codes that follow.
    const isWhole = sub.length > 0;
    const rest = isWhole ? sub : codes.slice(i + 1, i + 5).map(Number);
    if (!isWhole) i += rest[0] === 5 ? 2 : rest[0] === 2 ? 4 : 0;
    const rgb = isWhole && rest.length > 4 ? rest.slice(2) : rest.slice(1);
    const color = rest[0] === 5 ? fromPalette(rest[1]) : rest[0] === 2 ? hex(rgb) : null;
    if (color !== null) next = { ...next, [code === 38 ? "fg" : "bg"]: color };
  }
  return next;
}

function applyCode(style: Style, code: number, sub: number | undefined): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return sub === 0 ? without(style, "underline") : { ...style, underline: true };
  if (code === 7) return { ...style, inverse: true };
  if (code === 9) return { ...style, strike: true };
  if (code === 21) return { ...style, underline: true };
  if (code === 22) return without(style, "bold", "dim");
  if (code === 23) return without(style, "italic");
  if (code === 24) return without(style, "underline");
  if (code === 27) return without(style, "inverse");
  if (code === 29) return without(style, "strike");
  if (code >= 30 && code <= 37) return { ...style, fg: code - 30 };
  if (code >= 40 && code <= 47) return { ...style, bg: code - 40 };
  if (code >= 90 && code <= 97) return { ...style, fg: code - 82 };
  if (code >= 100 && code <= 107) return { ...style, bg: code - 92 };
  if (code === 39) return without(style, "fg");
  return code === 49 ? without(style, "bg") : style;
}

function without(style: Style, ...names: (keyof Style)[]): Style {
  const next = { ...style };
  for (const name of names) delete next[name];
  return next;
}

const CUBE = [0, 95, 135, 175, 215, 255];

/** One of the 256: the palette itself, the 6×6×6 cube, 24 greys. */
function fromPalette(color: number | undefined): Color | null {
  if (color === undefined || !Number.isInteger(color) || color < 0 || color > 255) return null;
  if (color < 16) return color;
  if (color >= 232) return hex(Array(3).fill(8 + 10 * (color - 232)));
  const cube = color - 16;
  return hex([CUBE[Math.floor(cube / 36)]!, CUBE[Math.floor(cube / 6) % 6]!, CUBE[cube % 6]!]);
}

function hex(rgb: number[]): string | null {
  if (rgb.length < 3 || rgb.slice(0, 3).some((part) => !(part >= 0 && part <= 255))) return null;
  return `#${rgb
    .slice(0, 3)
    .map((part) => Math.floor(part).toString(16).padStart(2, "0"))
    .join("")}`;
}

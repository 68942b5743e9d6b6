export const ESC = 0x1b;
const BEL = 0x07;
/** A longer one is no escape sequence: without a limit, one stray byte would swallow the rest of the output. */
const MAX_CSI_BYTES = 128;
export const MAX_ESCAPE_BYTES = 4096;

/** `final`: the letter of a control sequence such as "m" or "A"; "" for all others, which show nothing. */
export type Escape = { length: number; final: string; parameters: string };

/** The escape sequence at `at`, which holds ESC; null when the bytes end before it does. */
export function parseEscape(bytes: Buffer, at: number): Escape | null {
  const kind = bytes[at + 1];
  if (kind === undefined) return null;
  if (kind === 0x5b) return parseControl(bytes, at);
  if (isString(kind)) return parseString(bytes, at);
  if (kind < 0x20 || kind > 0x7e) return nothing(1);
  if (kind > 0x2f) return nothing(2);
  // A choice of character set, "ESC ( B", say.
  const third = bytes[at + 2];
  if (third === undefined) return null;
  return nothing(third < 0x20 || third > 0x7e ? 2 : 3);
}

function parseControl(bytes: Buffer, at: number): Escape | null {
  const end = Math.min(bytes.length, at + MAX_CSI_BYTES);
  let parameters = "";
  for (let i = at + 2; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x40 && byte <= 0x7e) {
      return { length: i + 1 - at, final: String.fromCharCode(byte), parameters };
    }
    if (byte < 0x20 || byte > 0x7e) return nothing(i - at);
    parameters += String.fromCharCode(byte);
  }
  return end === at + MAX_CSI_BYTES ? nothing(end - at) : null;
}

/** A window title, a link: to BEL or ESC \, or to where it cannot go on. */
function parseString(bytes: Buffer, at: number): Escape | null {
  const end = Math.min(bytes.length, at + MAX_ESCAPE_BYTES);
  for (let i = at + 2; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === BEL) return nothing(i + 1 - at);
    if (byte === ESC) {
      if (i + 1 >= bytes.length) return null;
      return nothing(i - at + (bytes[i + 1] === 0x5c ? 2 : 0));
    }
    if (byte === 0x0a || byte === 0x0d) return nothing(i - at);
  }
  return end === at + MAX_ESCAPE_BYTES ? nothing(end - at) : null;
}

/** ] P X ^ _ */
function isString(kind: number): boolean {
  return kind === 0x5d || kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f;
}

function nothing(length: number): Escape {
  return { length, final: "", parameters: "" };
}

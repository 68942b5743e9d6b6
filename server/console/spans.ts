import { ESC, parseEscape } from "./escape.ts";
import { applySgr, PLAIN, type Style } from "./style.ts";

export type Span = { text: string } & Style;

const BACKSPACE = 0x08;
// DEL and the C1 controls, which UTF-8 can carry too, have no picture.
const INVISIBLE = /[\u007f-\u009f]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are control characters
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/;
// Left out of what is shown, such a character joins what stands around it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are control characters
const JOINING = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const COLOR = /\u001b\[[0-9;:]{0,60}m/g;

/** The bytes of a row as text with styles. Whatever else a terminal would obey is left out. */
export function toSpans(bytes: Buffer, style: Style): Span[] {
  const spans: Span[] = [];
  let now = style;
  let from = 0;
  const push = (to: number) => {
    if (to <= from) return;
    const text = bytes.toString("utf8", from, to).replace(INVISIBLE, "");
    const last = spans.at(-1);
    if (text === "") return;
    if (last && styles.get(last) === now) last.text += text;
    else {
      const span = { text, ...now };
      styles.set(span, now);
      spans.push(span);
    }
  };
  const styles = new Map<Span, Style>();
  for (let i = 0; i < bytes.length; ) {
    const byte = bytes[i]!;
    if (byte >= 0x20 || byte === 0x09) {
      i++;
      continue;
    }
    push(i);
    const sequence = byte === ESC ? parseEscape(bytes, i) : { length: 1, final: "", parameters: "" };
    if (sequence === null) {
      from = bytes.length;
      break;
    }
    if (byte === BACKSPACE) eraseLast(spans);
    if (sequence.final === "m" && /^[\d;:]*$/.test(sequence.parameters)) now = applySgr(now, sequence.parameters);
    i += sequence.length;
    from = i;
  }
  push(bytes.length);
  return spans;
}

/** The same without styles. */
export function toText(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  if (!CONTROL.test(text)) return text;
  // Most rows hold colours and nothing else.
  const plain = text.replace(COLOR, "");
  return CONTROL.test(plain) ? textOf(toSpans(bytes, PLAIN)) : plain;
}

/** False when no row within these bytes can pass the test: what they hold as a whole does not. */
export function mayHold(bytes: Buffer, test: (text: string) => boolean): boolean {
  const plain = bytes.toString("utf8").replace(COLOR, "");
  return JOINING.test(plain) || test(plain);
}

export function textOf(spans: Span[]): string {
  return spans.map(({ text }) => text).join("");
}

/** Spinners step back over what they drew. */
function eraseLast(spans: Span[]) {
  const last = spans.at(-1);
  if (!last) return;
  last.text = [...last.text].slice(0, -1).join("");
  if (last.text === "") spans.pop();
}

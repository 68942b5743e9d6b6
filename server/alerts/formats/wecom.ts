import { type Message, moodOf, type Post, plain, postOf } from "./message.ts";

const COLOR = { bad: "warning", warning: "warning", good: "info" };
/** Of a message's content, in bytes of UTF-8; WeCom refuses more than 4096. */
const MOST_BYTES = 4000;

/** A Markdown message of a WeCom group bot. */
export function toWeCom({ alert, target, text, facts, link, linkLabel }: Message): Post {
  const rest = ["", plain(facts.join(" · ")), `[${linkLabel}](${link})`].join("\n");
  const room = MOST_BYTES - Buffer.byteLength(rest) - 50;
  const said = `<font color="${COLOR[moodOf(alert)]}">${cut(plain(text), room)}</font>`;
  return postOf(target.url, { msgtype: "markdown", markdown: { content: `${said}${rest}` } });
}

/** At most so many bytes, no character in halves. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = "";
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > bytes - 3) break;
    kept += character;
  }
  return `${kept}…`;
}

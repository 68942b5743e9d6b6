import { createHmac } from "node:crypto";
import { type Message, moodOf, type Post, plain, postOf } from "./message.ts";

const COLOR = { bad: "red", warning: "orange", good: "green" };

/**
 * A card of a Feishu (Lark) custom bot. With a secret it is signed as the bot's settings ask: the base64 HMAC-SHA256 of
 * nothing, keyed with "<seconds>\n<secret>".
 */
export function toFeishu({ alert, target, text, facts, link, linkLabel, now }: Message): Post {
  const timestamp = String(Math.floor(now / 1000));
  const signed =
    target.secret === null
      ? {}
      : { timestamp, sign: createHmac("sha256", `${timestamp}\n${target.secret}`).update("").digest("base64") };
  const content = [`**${plain(text)}**`, plain(facts.join(" · "))].filter(Boolean).join("\n");
  return postOf(target.url, {
    ...signed,
    msg_type: "interactive",
    card: {
      config: { wide_screen_mode: true },
      header: {
        title: { tag: "plain_text", content: `Vela · ${alert.run?.name ?? alert.event}` },
        template: COLOR[moodOf(alert)],
      },
      elements: [
        { tag: "div", text: { tag: "lark_md", content } },
        {
          tag: "action",
          actions: [{ tag: "button", text: { tag: "plain_text", content: linkLabel }, url: link, type: "default" }],
        },
      ],
    },
  });
}

/** Why Feishu refused a message that HTTP says it took; null when it took it. */
export function feishuRefusal(answer: { code?: unknown; StatusCode?: unknown; msg?: unknown }): string | null {
  const { code, StatusCode, msg } = answer;
  const found = code ?? StatusCode;
  return found === 0 ? null : `code ${String(found)}: ${String(msg)}`;
}

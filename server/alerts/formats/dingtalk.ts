import { createHmac } from "node:crypto";
import { type Message, type Post, plain, postOf } from "./message.ts";

/**
 * A Markdown message of a DingTalk custom bot. With a secret its address is signed: base64 HMAC-SHA256 of
 * "<milliseconds>\n<secret>", keyed with the secret.
 */
export function toDingTalk({ alert, target, text, facts, link, linkLabel, now }: Message): Post {
  const url = new URL(target.url);
  if (target.secret !== null) {
    url.searchParams.set("timestamp", String(now));
    url.searchParams.set(
      "sign",
      createHmac("sha256", target.secret).update(`${now}\n${target.secret}`).digest("base64"),
    );
  }
  const lines = [`**${plain(text)}**`, plain(facts.join(" · ")), `[${linkLabel}](${link})`].filter(Boolean);
  const title = `Vela · ${plain(alert.run?.name ?? alert.event)}`;
  return postOf(url.href, { msgtype: "markdown", markdown: { title, text: lines.join("\n\n") } });
}

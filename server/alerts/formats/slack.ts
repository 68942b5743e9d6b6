import { type Message, moodOf, type Post, postOf } from "./message.ts";

const SIGN = { bad: ":red_circle:", warning: ":large_yellow_circle:", good: ":large_green_circle:" };
/** Of a section's text, in characters. */
const MOST = 2900;

/** A message of a Slack incoming webhook. Whatever else reads Slack's format (Mattermost, Discord's /slack) takes it too. */
export function toSlack({ alert, target, text, facts, link, linkLabel }: Message): Post {
  const said = escapeSlack(text);
  const lines = [`${SIGN[moodOf(alert)]} ${said}`, escapeSlack(facts.join(" · ")), `<${link}|${linkLabel}>`];
  return postOf(target.url, {
    text: said,
    blocks: [{ type: "section", text: { type: "mrkdwn", text: lines.filter(Boolean).join("\n").slice(0, MOST) } }],
  });
}

/** Slack's own rule for text that must stay text: no mention and no link can be made of it. */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

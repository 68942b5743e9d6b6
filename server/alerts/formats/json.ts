import { createHmac } from "node:crypto";
import type { Message, Post } from "./message.ts";

/**
 * What happened as plain JSON, for programs. With a secret, `X-Vela-Signature` is `sha256=` and the HMAC-SHA256 of the body
 * in hex. `X-Vela-Alert` is the same whenever the same alert comes again.
 */
export function toJson({ alert, target, text, link, now }: Message): Post {
  const { key, event, at, run, metric } = alert;
  const body = JSON.stringify({
    id: key,
    event,
    at: new Date(at).toISOString(),
    sentAt: new Date(now).toISOString(),
    text,
    link,
    run,
    metric: metric ?? null,
  });
  const signature: Record<string, string> =
    target.secret === null
      ? {}
      : { "X-Vela-Signature": `sha256=${createHmac("sha256", target.secret).update(body).digest("hex")}` };
  return {
    url: target.url,
    headers: { "Content-Type": "application/json", "X-Vela-Event": event, "X-Vela-Alert": key, ...signature },
    body,
  };
}

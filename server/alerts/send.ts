import { DomainError } from "#server/errors.ts";
import type { Alert } from "./alert.ts";
import { messageOf } from "./formats/message.ts";
import { KINDS } from "./kinds.ts";
import type { Target } from "./settings.ts";

const LIMIT_MS = 10_000;
/** Of an answer, in bytes: what a webhook says of itself is short. */
const MOST_BYTES = 64 * 1024;

export type SendAlert = { address: string; now: number; signal?: AbortSignal };

/**
 * Post an alert to a target's webhook, and wait for its answer. Redirects are not followed: they would carry the message
 * to an address that nobody chose. Throws PRECONDITION_FAILED with what was found, never with the address.
 */
export async function sendAlert(alert: Alert, target: Target, { address, now, signal }: SendAlert): Promise<void> {
  const kind = KINDS[target.kind];
  const { url, headers, body } = kind.write(messageOf(alert, target, { address, now }));
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "User-Agent": "Vela", ...headers },
      body,
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    const text = await readStart(answer);
    if (!answer.ok) throw refused(`HTTP ${answer.status}${text && `: ${oneLine(text)}`}`);
    if (!kind.refusal) return;
    const found = kind.refusal(parseObject(text));
    if (found !== null) throw refused(oneLine(found));
  } catch (error) {
    if (error instanceof DomainError) throw error;
    if (limit.aborted) throw refused(`no answer within ${LIMIT_MS / 1000} s`);
    throw refused(networkReason(error as Error));
  }
}

async function readStart({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  while (reader && bytes < MOST_BYTES) {
    const { value, done } = await reader.read();
    if (done) break;
    parts.push(value);
    bytes += value.length;
  }
  await reader?.cancel();
  return Buffer.concat(parts).subarray(0, MOST_BYTES).toString("utf8");
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below: a page where an answer was expected.
  }
  throw refused(`expected a JSON object as the answer, found: ${oneLine(text) || "nothing"}`);
}

/** "fetch failed" says nothing: its cause does, as ECONNREFUSED. */
function networkReason(error: Error): string {
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return code ?? message;
}

function refused(reason: string): DomainError {
  return new DomainError("PRECONDITION_FAILED", `expected the webhook to take the message, found ${reason}`);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 300);
}

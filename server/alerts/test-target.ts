import type { Client } from "#server/db/client.ts";
import { deliveries } from "#server/db/schema.ts";
import { readEnv } from "#server/env.ts";
import { completeTarget, type TargetInput } from "./save.ts";
import { sendAlert } from "./send.ts";
import { testAlert } from "./sentence.ts";
import { readAlertSettings } from "./settings.ts";

/**
 * Send a test message to a target as a form has it, saved or not, and enter it in the log. Throws PRECONDITION_FAILED with
 * what the webhook answered when it did not take it.
 */
export async function testTarget({ db, paths }: Client, input: TargetInput, { now = Date.now() } = {}): Promise<void> {
  const { targets, address } = readAlertSettings(paths.alerts);
  const target = completeTarget(targets, input);
  const alert = testAlert(now);
  const row = {
    target: target.id,
    targetName: target.name,
    event: alert.event,
    payload: alert,
    tries: 1,
    createdAt: now,
  };
  try {
    await sendAlert(alert, target, { address: address ?? readEnv().url, now });
    db.insert(deliveries)
      .values({ ...row, status: "sent", sentAt: Date.now() })
      .run();
  } catch (error) {
    db.insert(deliveries)
      .values({ ...row, status: "failed", error: (error as Error).message })
      .run();
    throw error;
  }
}

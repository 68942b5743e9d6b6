import { setTimeout as sleep } from "node:timers/promises";
import { beginTry, type Delivery, dueDeliveries, giveUp, recordRefusal, recordSent } from "#server/alerts/due.ts";
import { KINDS } from "#server/alerts/kinds.ts";
import { sendAlert } from "#server/alerts/send.ts";
import { readAlertSettings } from "#server/alerts/settings.ts";
import { DomainError } from "#server/errors.ts";
import { SYSTEM_CLOCK } from "./clock.ts";
import { every } from "./every.ts";
import { makeOutlaster } from "./outlast-full-disk.ts";
import type { World } from "./world.ts";

const LOOK_MS = 500;

/** Send what waits, until the signal: targets side by side, to each one in order and no faster than it takes them. */
export async function deliverAlerts(world: World, signal: AbortSignal) {
  const { db, clock = SYSTEM_CLOCK } = world;
  const busy = new Map<string, Promise<void>>();
  const outlast = makeOutlaster();
  for await (const _ of every(LOOK_MS, signal))
    outlast(() => {
      const due = dueDeliveries(db, { now: clock.now() });
      for (const target of new Set(due.map((delivery) => delivery.target))) {
        if (busy.has(target)) continue;
        const waiting = due.filter((delivery) => delivery.target === target);
        const sending = deliverInOrder(world, waiting, signal).catch(sayProblem);
        busy.set(
          target,
          sending.finally(() => busy.delete(target)),
        );
      }
    });
  await Promise.all(busy.values());
}

async function deliverInOrder(world: World, waiting: Delivery[], signal: AbortSignal) {
  const { db, paths, env, clock = SYSTEM_CLOCK } = world;
  for (const delivery of waiting) {
    // Read each time: an address that a person has just mended is used at once.
    const { targets, address } = readAlertSettings(paths.alerts);
    const target = targets.find(({ id }) => id === delivery.target);
    if (!target?.enabled) {
      giveUp(db, delivery, target ? "the target was switched off" : "the target was removed");
      continue;
    }
    beginTry(db, delivery, { now: clock.now() });
    try {
      await sendAlert(delivery.payload, target, { address: address ?? env.url, now: clock.now(), signal });
      recordSent(db, delivery, { now: clock.now() });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      recordRefusal(db, delivery, error.message);
    }
    await sleep(KINDS[target.kind].paceMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

/** Settings that cannot be read are told of where alerts are noticed; what waits is looked at again. */
function sayProblem(error: Error) {
  if (!(error instanceof DomainError)) console.error(`alerts: ${error.message}`);
}

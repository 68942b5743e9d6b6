import type { Session } from "./session.ts";

/** Say so when there is no worker, for nothing queued will start then. */
export async function warnIdle({ api, messages, progress }: Session) {
  const { worker } = await api.system.info.query();
  if (!worker.alive) progress.say(messages.noWorker);
}

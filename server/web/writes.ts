import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Handler } from "./handler.ts";

const READS = ["GET", "HEAD", "OPTIONS"];

/** Knows which requests that write have no answer yet, so that a server that stops can wait for them. */
export function trackWrites(handle: Handler) {
  const underWay = new Set<ServerResponse>();
  let onEmpty = () => {};
  return {
    handle(req: IncomingMessage, res: ServerResponse) {
      if (!READS.includes(req.method ?? "")) {
        underWay.add(res);
        res.once("close", () => {
          underWay.delete(res);
          if (underWay.size === 0) onEmpty();
        });
      }
      return handle(req, res);
    },
    /** Resolves when each is answered, or after limitMs. */
    async answered(limitMs: number): Promise<void> {
      if (underWay.size === 0) return;
      const empty = new Promise<void>((resolve) => {
        onEmpty = resolve;
      });
      await Promise.race([empty, sleep(limitMs, undefined, { ref: false })]);
    },
  };
}

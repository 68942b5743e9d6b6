import type { IncomingMessage, ServerResponse } from "node:http";
import { type Guarded, guard } from "./guard.ts";
import type { RawRoute } from "./raw-routes.ts";
import { sendJson } from "./send-json.ts";

export type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Every request: past the guard, to our own routes first, then to Next. */
export function makeHandler({ guarded, routes, next }: { guarded: Guarded; routes: RawRoute[]; next: Handler }) {
  return async (req: IncomingMessage, res: ServerResponse) => {
    const verdict = guard(req, guarded);
    if (verdict.pass) {
      const raw = routes.find(({ method, path }) => method.includes(req.method ?? "") && path.test(req.url ?? ""));
      return raw ? raw.answer(req, res) : next(req, res);
    }
    if (verdict.status === 303) {
      res.writeHead(303, { location: verdict.location, "set-cookie": verdict.cookie }).end();
    } else sendJson(res, verdict.status, { error: verdict.message });
  };
}

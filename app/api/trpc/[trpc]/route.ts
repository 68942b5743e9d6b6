import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { appRouter } from "#server/api/root.ts";
import { getClient } from "#server/db/client.ts";

/** The one door for data. */
function handler(req: Request) {
  return fetchRequestHandler({ endpoint: "/api/trpc", req, router: appRouter, createContext: getClient });
}

export { handler as GET, handler as POST };
export const dynamic = "force-dynamic";

import { createTRPCClient, httpLink } from "@trpc/client";
import { z } from "zod";
import type { AppRouter } from "#server/api/root.ts";
import { wire } from "#trainer/contract/wire.ts";
import { CliError, UnreachableError } from "./cli-error.ts";
import type { Messages } from "./messages/en.ts";

export type Server = { url: string; token: string | null; messages: Messages };
export type Api = ReturnType<typeof createTRPCClient<AppRouter>>;

/** The server's procedures. Its refusals are errors with its own sentence. */
export function openApi(server: Server): Api {
  const { url, messages } = server;
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        transformer: wire,
        url: `${url}/api/trpc`,
        async fetch(input, { signal, ...init } = {}) {
          const response = await request(server, String(input), { ...init, signal: signal ?? null } as RequestInit);
          if (!isJson(response)) throw new CliError(messages.notVela(url));
          return response;
        },
      }),
    ],
  });
}

const Refusal = z.object({ error: z.string() });

/** One request with our token. Throws UnreachableError, and CliError for an answer of the form {error: sentence}. */
export async function request(
  { url, token, messages }: Server,
  address: string,
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  const response = await fetch(address, { ...init, headers }).catch((cause: Error) => {
    if (cause.name === "AbortError") throw cause;
    throw new UnreachableError(messages.unreachable(url), { cause });
  });
  if (response.ok || !isJson(response)) return response;
  const refusal = Refusal.safeParse(await response.clone().json());
  if (refusal.success) throw new CliError(refusal.data.error);
  return response;
}

function isJson({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("application/json") ?? false;
}

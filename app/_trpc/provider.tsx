"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "#server/api/root.ts";
import { wire } from "#trainer/contract/wire.ts";
import { TRPCProvider } from "./context.ts";
import { LiveProvider } from "./live.tsx";
import { makeQueryClient } from "./query-client.ts";

const API_PATH = "/api/trpc";

/** The API for every page: typed client, query cache, and the one live subscription. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [trpcClient] = useState(makeClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        <LiveProvider>{children}</LiveProvider>
      </TRPCProvider>
    </QueryClientProvider>
  );
}

function makeClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === "subscription",
        true: httpSubscriptionLink({ url: API_PATH, transformer: wire }),
        // Node answers 431 when the request line and headers pass 16 KiB.
        false: httpBatchLink({ url: API_PATH, maxURLLength: 8000, transformer: wire, fetch: fetchText }),
      }),
    ],
  });
}

/** Parsing a megabyte of text takes half as long as `Response.json` (Chromium 156), and charts wait for it. */
const fetchText: typeof fetch = async (url, options) => {
  const response = await fetch(url, options);
  return Object.assign(response, { json: async () => JSON.parse(await response.text()) });
};

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
        false: httpBatchLink({ url: API_PATH, maxURLLength: 8000, transformer: wire }),
      }),
    ],
  });
}

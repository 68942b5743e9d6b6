"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "#app/_trpc/context.ts";

const ASK_EVERY_MS = 1000;
const ASK_SOON_MS = 30;
/** An escape sequence that is torn at the end stays unread. */
const TORN_BYTES = 4096;

/** How long the output is: asked for while it grows, and again at once while the server still reads it. */
export function useHead(runId: string, isLive: boolean) {
  const trpc = useTRPC();
  const head = useQuery(
    trpc.console.head.queryOptions(
      { runId },
      {
        staleTime: 0,
        refetchInterval: ({ state: { data } }) => {
          if (data && isBehind(data)) return ASK_SOON_MS;
          return isLive ? ASK_EVERY_MS : false;
        },
      },
    ),
  );
  const { refetch } = head;
  // What was printed last, after the last time that was asked.
  useEffect(() => {
    if (!isLive) void refetch();
  }, [isLive, refetch]);
  return head;
}

export function isBehind({ bytesRead, size }: { bytesRead: number; size: number }): boolean {
  return size - bytesRead > TORN_BYTES;
}

"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { publishAlerts } from "#app/_alerts/alert-bus.ts";
import { areDesktopAlertsOn } from "#app/_alerts/desktop-choice.ts";
import { applyLive } from "./apply-live.ts";
import { useTRPC, useTRPCClient } from "./context.ts";
import { mendLateAnswers } from "./late-answers.ts";
import type { LiveBatch, RunStatus } from "./rows.ts";
import { together } from "./together.ts";

export type LiveState = "connecting" | "live" | "paused";

const LiveContext = createContext<LiveState>("connecting");

/** How the page hears of changes: connected, not yet (or no longer), or resting because its tab is hidden. */
export const useLiveState = (): LiveState => use(LiveContext);

const HIDDEN_GRACE_MS = 30_000;
/** What comes in so short a time is drawn at once: a page with many charts takes longer to draw than to hear. */
const GATHER_MS = 25;

/** The page's one subscription: every batch is laid over the query cache, so that pages only ever read queries. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const [state, setState] = useState<LiveState>("connecting");

  useEffect(() => {
    const seen = new Map<string, RunStatus>();
    const late = mendLateAnswers(queryClient);
    let lastEventId: string | undefined;
    let stop: (() => void) | undefined;
    let stopListening: (() => void) | undefined;
    let graceTimer: ReturnType<typeof setTimeout> | undefined;
    let applyTimer: ReturnType<typeof setTimeout> | undefined;
    let waiting: LiveBatch[] = [];

    const applyWaiting = () => {
      applyTimer = undefined;
      const batches = waiting;
      waiting = [];
      applyLive(queryClient, trpc, together(batches), seen);
    };
    const connect = () => {
      setState("connecting");
      const subscription = client.metrics.live.subscribe(lastEventId === undefined ? {} : { lastEventId }, {
        onData(event) {
          // What was fetched before the first event may lack what came between the two; so after too long a pause.
          if (lastEventId === undefined || event.data.mustReset) void queryClient.invalidateQueries();
          lastEventId = event.id;
          setState("live");
          late.take(event.data.points);
          publishAlerts(event.data.alerts);
          waiting.push(event.data);
          applyTimer ??= setTimeout(applyWaiting, GATHER_MS);
        },
        onConnectionStateChange: ({ state: connection }) => {
          if (connection === "connecting") setState("connecting");
        },
      });
      stop = () => subscription.unsubscribe();
    };
    /** A hidden tab hears of alerts alone, and only where its user wants them. */
    const listenForAlerts = () => {
      const subscription = client.metrics.live.subscribe(
        { runIds: [], keys: [], ...(lastEventId !== undefined && { lastEventId }) },
        { onData: (event) => publishAlerts(event.data.alerts) },
      );
      stopListening = () => subscription.unsubscribe();
    };
    const disconnect = () => {
      stop?.();
      stop = undefined;
    };
    const onVisibility = () => {
      clearTimeout(graceTimer);
      if (document.hidden) {
        graceTimer = setTimeout(() => {
          disconnect();
          setState("paused");
          if (areDesktopAlertsOn()) listenForAlerts();
        }, HIDDEN_GRACE_MS);
        return;
      }
      stopListening?.();
      stopListening = undefined;
      if (!stop) connect();
    };

    // Not at once connected: a page may be opened in a tab that is yet to be looked at.
    onVisibility();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      clearTimeout(graceTimer);
      clearTimeout(applyTimer);
      disconnect();
      stopListening?.();
      late.stop();
    };
  }, [client, queryClient, trpc]);

  return <LiveContext value={state}>{children}</LiveContext>;
}

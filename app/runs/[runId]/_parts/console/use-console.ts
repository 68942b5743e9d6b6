"use client";

import { useCallback, useEffect, useState } from "react";
import { useTRPCClient } from "#app/_trpc/context.ts";

const PAGE_BYTES = 256 * 1024;
const KEPT_CHARACTERS = 8 * 1024 * 1024;
const ASK_EVERY_MS = 1000;

export type ConsoleText = { text: string; from: number; to: number };

/** The end of a run's output, growing while the run is alive; earlier pages come when asked for. */
export function useConsole(runId: string, isLive: boolean) {
  const client = useTRPCClient();
  const [shown, setShown] = useState<ConsoleText | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is another try
  useEffect(() => {
    const abort = new AbortController();
    let at: number | null = null;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      try {
        const page = await client.artifacts.console.query(
          { runId, from: at ?? -PAGE_BYTES, maxBytes: PAGE_BYTES },
          { signal: abort.signal },
        );
        const isFirst = at === null;
        at = page.to;
        setError(null);
        setShown((old) => (isFirst || !old ? page : append(old, page)));
        const isBehind = page.to < page.size;
        if (isBehind || isLive) timer = setTimeout(ask, isBehind ? 0 : ASK_EVERY_MS);
      } catch (failure) {
        if (abort.signal.aborted) return;
        setError(failure as Error);
        if (isLive) timer = setTimeout(ask, ASK_EVERY_MS);
      }
    };
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [client, runId, isLive, round]);

  const loadEarlier = useCallback(async () => {
    if (!shown || shown.from === 0) return;
    const from = Math.max(0, shown.from - PAGE_BYTES);
    const page = await client.artifacts.console.query({ runId, from, maxBytes: shown.from - from });
    setShown((old) => (old && old.from === page.to ? { ...old, text: page.text + old.text, from: page.from } : old));
  }, [client, runId, shown]);

  return { shown, error, loadEarlier, retry: () => setRound((n) => n + 1) };
}

function append(old: ConsoleText, page: ConsoleText): ConsoleText {
  // The file was replaced by a shorter one, or a page was lost: what follows is all that is known.
  if (page.from !== old.to) return page.text === "" ? old : page;
  if (page.text === "") return old;
  const text = old.text + page.text;
  if (text.length <= KEPT_CHARACTERS) return { text, from: old.from, to: page.to };
  const cut = text.indexOf("\n", text.length - KEPT_CHARACTERS) + 1;
  return { text: text.slice(cut), from: old.from + new TextEncoder().encode(text.slice(0, cut)).length, to: page.to };
}

"use client";

import { useEffect, useRef, useState } from "react";
import { useTRPCClient } from "#app/_trpc/context.ts";
import type { Range } from "./use-rows.ts";

const WAIT_MS = 200;
const MAX_HITS = 100_000;

export type Hits = { rows: number[]; searchedTo: number; isDone: boolean; hasMore: boolean };
type Found = { key: string; rows: number[]; next: number; hasMore: boolean };

/** Rows that hold a text, found by the server call by call; goes on when the output grows. Null: nothing is searched. */
export function useSearch(runId: string, search: { text: string; matchCase: boolean }, { from, to }: Range) {
  const client = useTRPCClient();
  const { text, matchCase } = search;
  const key = JSON.stringify([runId, text, matchCase, from]);
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const own = found?.key === key ? found : null;
  const next = own?.next ?? from;
  const isWanted = text !== "" && next < to && !own?.hasMore;
  const isFirst = own === null;
  // The end moves while the run prints; a search that is under way is not begun anew for that.
  const end = useRef(to);
  useEffect(() => {
    end.current = to;
  });

  useEffect(() => {
    if (!isWanted) return;
    const abort = new AbortController();
    const ask = async () => {
      try {
        const hits = await client.console.search.query(
          { runId, text, matchCase, from: next, to: end.current },
          { signal: abort.signal },
        );
        setError(null);
        setFound((old) => {
          const rows = [...(old?.key === key ? old.rows : []), ...hits.rows];
          return { key, rows, next: Math.max(hits.next, next), hasMore: rows.length >= MAX_HITS };
        });
      } catch (failure) {
        if (!abort.signal.aborted) setError(failure as Error);
      }
    };
    // The reader may still be typing.
    const timer = setTimeout(ask, isFirst ? WAIT_MS : 0);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [client, runId, text, matchCase, key, next, isWanted, isFirst]);

  const hits: Hits | null =
    text === ""
      ? null
      : { rows: own?.rows ?? [], searchedTo: next, isDone: next >= to, hasMore: own?.hasMore ?? false };
  return { hits, error };
}

/** Place of the first hit at or after a row, in a list that ascends; the first one when there is none. */
export function hitFrom(rows: number[], row: number): number {
  let low = 0;
  for (let high = rows.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low < rows.length ? low : 0;
}

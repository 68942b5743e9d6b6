"use client";

import { useEffect, useRef, useState } from "react";
import { useTRPCClient } from "#app/_trpc/context.ts";
import type { ConsoleHead, ConsoleRow } from "#app/_trpc/rows.ts";

const PAGE = 200;
const KEPT_PAGES = 30;
/** A terminal's cursor goes back so far at most: rows above are as they will be. */
const MAY_CHANGE_ROWS = 64;
const TRY_AGAIN_MS = 2000;

type Page = { rows: ConsoleRow[]; isFinal: boolean; size: number };
export type Range = { from: number; to: number };

/** The rows in sight, loaded by pages; pages out of sight are let go. The caller's key changes when the file does. */
export function useRows(runId: string, head: Pick<ConsoleHead, "rows" | "size">, { from, to }: Range) {
  const client = useTRPCClient();
  const [pages, setPages] = useState<ReadonlyMap<number, Page>>(new Map());
  const [error, setError] = useState<Error | null>(null);
  const [round, setRound] = useState(0);
  const underWay = useRef(new Map<number, AbortController>());
  const { rows: count, size } = head;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is another try
  useEffect(() => {
    const first = Math.floor(from / PAGE);
    const last = Math.floor(Math.max(from, Math.min(to, count) - 1) / PAGE);
    for (const [page, abort] of underWay.current)
      if (page < first || page > last) {
        abort.abort();
        underWay.current.delete(page);
      }
    for (let page = first; page <= last && page * PAGE < count; page++) {
      const known = pages.get(page);
      if (underWay.current.has(page) || known?.isFinal || known?.size === size) continue;
      const abort = new AbortController();
      underWay.current.set(page, abort);
      const isFinal = (page + 1) * PAGE + MAY_CHANGE_ROWS <= count;
      readPage(page, abort.signal)
        .then((rows) => {
          setError(null);
          setPages((old) => keep(old, page, { rows, isFinal, size }));
        })
        .catch((failure) => {
          if (abort.signal.aborted) return;
          setError(failure as Error);
          setTimeout(() => setRound((n) => n + 1), TRY_AGAIN_MS);
        })
        .finally(() => {
          if (underWay.current.get(page) === abort) underWay.current.delete(page);
        });
    }

    /** An answer has less than a page where rows are long. */
    async function readPage(page: number, signal: AbortSignal): Promise<ConsoleRow[]> {
      const rows: ConsoleRow[] = [];
      while (rows.length < PAGE) {
        const input = { runId, from: page * PAGE + rows.length, count: PAGE - rows.length };
        const more = (await client.console.rows.query(input, { signal })).rows;
        if (more.length === 0) break;
        rows.push(...more);
      }
      return rows;
    }
  }, [client, runId, from, to, count, size, pages, round]);

  useEffect(() => {
    const all = underWay.current;
    return () => {
      for (const abort of all.values()) abort.abort();
      all.clear();
    };
  }, []);

  return {
    error,
    rowAt: (row: number): ConsoleRow | undefined => pages.get(Math.floor(row / PAGE))?.rows[row % PAGE],
  };
}

function keep(pages: ReadonlyMap<number, Page>, number: number, page: Page): ReadonlyMap<number, Page> {
  const next = new Map(pages);
  next.delete(number);
  next.set(number, page);
  for (const old of next.keys()) if (next.size > KEPT_PAGES) next.delete(old);
  return next;
}

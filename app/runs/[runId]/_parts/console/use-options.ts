"use client";

import { useUrlParams } from "#app/_ui/use-url-params.ts";

export type ConsoleOptions = {
  wraps: boolean;
  times: "off" | "clock" | "since";
  matchCase: boolean;
  attempt: number | null;
  set: (changes: Partial<Record<"wrap" | "times" | "case" | "attempt", string | null>>) => void;
};

/** How the output is looked at, kept in the URL so that a link shows the same. */
export function useOptions(): ConsoleOptions {
  const [params, setParams] = useUrlParams();
  const times = params.get("times");
  return {
    wraps: params.get("wrap") === "1",
    times: times === "clock" || times === "since" ? times : "off",
    matchCase: params.get("case") === "1",
    attempt: Number(params.get("attempt")) || null,
    set: setParams,
  };
}

"use client";

import { Button } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { ConsoleHead, RunDetail } from "#app/_trpc/rows.ts";
import { canStop } from "#app/_ui/run-state.ts";
import { Empty, Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./console/console.module.css";
import { ConsoleBar } from "./console/console-bar.tsx";
import type { LineLook } from "./console/console-line.tsx";
import { ConsoleView, type Target } from "./console/console-view.tsx";
import { CopyLines } from "./console/copy-lines.tsx";
import { type Lines, lineHash, parseLineHash } from "./console/line-hash.ts";
import { isBehind, useHead } from "./console/use-head.ts";
import { useOptions } from "./console/use-options.ts";
import { type Range, useRows } from "./console/use-rows.ts";
import { hitFrom, useSearch } from "./console/use-search.ts";

export function ConsoleTab({ run }: { run: RunDetail }) {
  const t = useTranslations("run.console");
  const format = useFormat();
  const isLive = canStop(run.status) && !run.remote;
  const { data: head, error, isError, refetch } = useHead(run.id, isLive);
  if (isError && !head) return <Failed what={t("failed")} error={error} onRetry={() => refetch()} />;
  if (!head) return <RowsSkeleton rows={16} height={20} />;
  if (isBehind(head))
    return (
      <>
        <output className={styles.reading}>
          {t("reading", { done: format.bytes(head.bytesRead), size: format.bytes(head.size) })}
        </output>
        <RowsSkeleton rows={15} height={20} />
      </>
    );
  if (head.size === 0)
    return <Empty title={t("empty")}>{t(`emptyText.${run.remote ? "remote" : isLive ? "live" : "ended"}`)}</Empty>;
  // Another file has other lines: nothing of the old ones is kept.
  return <Output key={head.inode} run={run} head={head} isLive={isLive} />;
}

function Output({ run, head, isLive }: { run: RunDetail; head: ConsoleHead; isLive: boolean }) {
  const t = useTranslations("run.console");
  const format = useFormat();
  const options = useOptions();
  const input = useRef<HTMLInputElement>(null);
  const [selected, setSelected] = useState<Lines | null>(() => parseLineHash(window.location.hash));
  const [target, setTarget] = useState<Target | null>(() => selected && { row: selected.first - 1 });
  const [isFollowing, setFollowing] = useState(selected === null);
  const [sight, setSight] = useState<Range>({ from: 0, to: 0 });
  const [search, setSearch] = useState("");
  const [hit, setHit] = useState<number | null>(null);
  const range = rangeOf(head, options.attempt);
  const rows = useRows(run.id, head, sight);
  // The last line of a run that prints is not complete yet.
  const searched = { from: range.from, to: isLive ? Math.max(range.from, range.to - 1) : range.to };
  const { hits, error: searchError } = useSearch(run.id, { text: search, matchCase: options.matchCase }, searched);
  const onSight = useCallback((next: Range) => setSight(next), []);
  const { matchCase, times } = options;
  const { attempts } = head;
  const look: LineLook = useMemo(() => ({ search, matchCase, times, attempts }), [search, matchCase, times, attempts]);

  const at = hits && hit !== null ? hits.rows.indexOf(hit) : -1;
  const goTo = (row: number) => {
    setFollowing(false);
    setTarget({ row });
  };
  const onGo = (by: 1 | -1) => {
    if (!hits || hits.rows.length === 0) return;
    const count = hits.rows.length;
    const next = at < 0 ? hitFrom(hits.rows, sight.from) : (at + by + count) % count;
    setHit(hits.rows[next]!);
    goTo(hits.rows[next]!);
  };
  const onSelect = useCallback((line: number, isRange: boolean) => {
    setSelected((old) => {
      const [first, last] = old && isRange ? [Math.min(old.first, line), Math.max(old.last, line)] : [line, line];
      const lines = { first, last };
      window.history.replaceState(null, "", lineHash(lines));
      return lines;
    });
  }, []);
  const clear = () => {
    setSelected(null);
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
  };

  return (
    <section className={styles.console}>
      <ConsoleBar
        runId={run.id}
        head={head}
        input={input}
        search={search}
        onSearch={(text) => {
          setSearch(text);
          setHit(null);
        }}
        onGo={onGo}
        found={hits && (searchError ? t("searchFailed") : describeHits())}
        options={options}
        isFollowing={isFollowing}
        onFollow={setFollowing}
      />
      {rows.error && (
        <div role="alert" className={styles.alert}>
          {t("rowsFailed")} {rows.error.message}
        </div>
      )}
      <div className={styles.stage}>
        {range.to > range.from ? (
          <ConsoleView
            key={options.attempt}
            range={range}
            rowAt={rows.rowAt}
            onSight={onSight}
            isFollowing={isFollowing}
            onFollow={setFollowing}
            target={target}
            current={hit}
            selected={selected}
            onSelect={onSelect}
            wraps={options.wraps}
            look={look}
            label={t("output")}
          />
        ) : (
          <Empty title={t("noLines")} />
        )}
        {!isFollowing && (
          <Button
            className={styles.toEnd}
            leftSection={<IconArrowDown size={14} aria-hidden />}
            onClick={() => setFollowing(true)}
          >
            {t("toEnd")}
          </Button>
        )}
        {selected && <CopyLines runId={run.id} lines={selected} onClear={clear} />}
      </div>
    </section>
  );

  function describeHits() {
    if (!hits) return null;
    const count = format.count(hits.rows.length);
    if (hits.rows.length > 0)
      return t(hits.hasMore || !hits.isDone ? "hitsMore" : "hits", { at: at < 0 ? "–" : format.count(at + 1), count });
    const share = (hits.searchedTo - range.from) / Math.max(1, searched.to - range.from);
    return hits.isDone ? t("noHit") : t("searching", { percent: format.percent(share) });
  }
}

/** The rows of an attempt: to where the next one begins. */
function rangeOf({ rows, attempts }: ConsoleHead, attempt: number | null): Range {
  const i = attempts.findIndex((each) => each.attempt === attempt);
  if (i < 0) return { from: 0, to: rows };
  return { from: Math.min(rows, attempts[i]!.row), to: attempts[i + 1]?.row ?? rows };
}

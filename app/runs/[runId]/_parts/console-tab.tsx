"use client";

import { Button, Switch, TextInput } from "@mantine/core";
import { IconArrowUp, IconDownload, IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { fileUrl } from "#app/_ui/file-url.ts";
import { canStop } from "#app/_ui/run-state.ts";
import { Empty, Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./console/console.module.css";
import { spansText, terminalLines } from "./console/console-lines.ts";
import { ConsoleView } from "./console/console-view.tsx";
import { parseAnsi } from "./console/parse-ansi.ts";
import { useConsole } from "./console/use-console.ts";

export function ConsoleTab({ run }: { run: RunDetail }) {
  const t = useTranslations("run.console");
  const format = useFormat();
  const { shown, error, loadEarlier, retry } = useConsole(run.id, canStop(run.status));
  const [isFollowing, setFollowing] = useState(true);
  const [search, setSearch] = useState("");
  const [hit, setHit] = useState(0);
  const lines = useMemo(() => terminalLines(shown?.text ?? "").map(parseAnsi), [shown?.text]);
  const wanted = search.trim().toLowerCase();
  const hits = useMemo(
    () =>
      wanted === "" ? [] : lines.flatMap((line, i) => (spansText(line).toLowerCase().includes(wanted) ? [i] : [])),
    [lines, wanted],
  );
  const current = hits.length > 0 ? hits[((hit % hits.length) + hits.length) % hits.length]! : null;
  const go = (by: number) => {
    setFollowing(false);
    setHit(hit + by);
  };

  if (error && !shown) return <Failed what={t("failed")} error={error} onRetry={retry} />;
  if (!shown) return <RowsSkeleton rows={16} height={20} />;
  if (shown.to === 0)
    return <Empty title={t("empty")}>{t(`emptyText.${canStop(run.status) ? "live" : "ended"}`)}</Empty>;
  return (
    <section className={styles.console}>
      <div className={styles.bar}>
        <TextInput
          leftSection={<IconSearch size={14} aria-hidden />}
          placeholder={t("search")}
          aria-label={t("search")}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setHit(0);
            if (event.currentTarget.value.trim() !== "") setFollowing(false);
          }}
          onKeyDown={(event) => event.key === "Enter" && go(event.shiftKey ? -1 : 1)}
        />
        {wanted !== "" && (
          <output className="numbers">
            {hits.length === 0
              ? t("noHit")
              : t("hits", { at: format.count(hits.indexOf(current ?? 0) + 1), count: format.count(hits.length) })}
          </output>
        )}
        <Switch
          label={t("follow")}
          checked={isFollowing}
          onChange={(event) => setFollowing(event.currentTarget.checked)}
        />
        {shown.from > 0 && (
          <Button
            leftSection={<IconArrowUp size={14} aria-hidden />}
            onClick={() => {
              setFollowing(false);
              void loadEarlier();
            }}
          >
            {t("earlier", { size: format.bytes(shown.from) })}
          </Button>
        )}
        <Button
          component="a"
          href={fileUrl(run.id, "output.log")}
          download
          ml="auto"
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {t("download")}
        </Button>
      </div>
      <ConsoleView
        lines={lines}
        isFollowing={isFollowing}
        onFollow={setFollowing}
        highlighted={current}
        isNumbered={shown.from === 0}
        label={t("output")}
      />
    </section>
  );
}

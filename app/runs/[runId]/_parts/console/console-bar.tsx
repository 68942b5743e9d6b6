"use client";

import { ActionIcon, Button, NativeSelect, Switch, TextInput, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconDownload, IconLetterCase, IconSearch } from "@tabler/icons-react";
import { type ReactNode, type RefObject, useEffect } from "react";
import { useTranslations } from "use-intl";
import type { ConsoleHead } from "#app/_trpc/rows.ts";
import { fileUrl } from "#app/_ui/file-url.ts";
import styles from "./console.module.css";
import type { ConsoleOptions } from "./use-options.ts";

type Props = {
  runId: string;
  head: ConsoleHead;
  input: RefObject<HTMLInputElement | null>;
  search: string;
  onSearch: (text: string) => void;
  /** Go to the next match, or to the one before. */
  onGo: (by: 1 | -1) => void;
  found: ReactNode;
  options: ConsoleOptions;
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
};

/** What can be done with an output. Ctrl+F and / go to the search: the browser's own sees only the lines in sight. */
export function ConsoleBar(props: Props) {
  const { runId, head, input, search, onSearch, onGo, found, options, isFollowing, onFollow } = props;
  const t = useTranslations("run.console");
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isFind = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === "f";
      const isSlash = event.key === "/" && !isTyping(event.target);
      // Asked for again in the field itself, the browser's own search opens.
      if (!(isFind || isSlash) || document.activeElement === input.current) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [input]);
  return (
    <div className={styles.bar}>
      <div className={styles.search}>
        <TextInput
          ref={input}
          leftSection={<IconSearch size={14} aria-hidden />}
          placeholder={t("search")}
          aria-label={t("search")}
          value={search}
          onChange={(event) => onSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") onGo(event.shiftKey ? -1 : 1);
            if (event.key === "Escape") onSearch("");
          }}
        />
        <Tooltip label={t("matchCase")}>
          <ActionIcon
            aria-label={t("matchCase")}
            aria-pressed={options.matchCase}
            variant={options.matchCase ? "light" : "subtle"}
            onClick={() => options.set({ case: options.matchCase ? null : "1" })}
          >
            <IconLetterCase size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        {search !== "" && (
          <>
            <ActionIcon aria-label={t("previous")} onClick={() => onGo(-1)}>
              <IconChevronUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon aria-label={t("next")} onClick={() => onGo(1)}>
              <IconChevronDown size={16} aria-hidden />
            </ActionIcon>
            <output className="numbers">{found}</output>
          </>
        )}
      </div>
      <Switch label={t("follow")} checked={isFollowing} onChange={(event) => onFollow(event.currentTarget.checked)} />
      <Switch
        label={t("wrap")}
        checked={options.wraps}
        onChange={(event) => options.set({ wrap: event.currentTarget.checked ? "1" : null })}
      />
      <NativeSelect
        aria-label={t("times")}
        title={head.hasTimes ? undefined : t("noTimes")}
        disabled={!head.hasTimes}
        value={options.times}
        onChange={(event) =>
          options.set({ times: event.currentTarget.value === "off" ? null : event.currentTarget.value })
        }
        data={[
          { value: "off", label: t("timesOff") },
          { value: "clock", label: t("timesClock") },
          { value: "since", label: t("timesSince") },
        ]}
      />
      {head.attempts.length > 1 && (
        <NativeSelect
          aria-label={t("attempt")}
          value={options.attempt ?? ""}
          onChange={(event) => options.set({ attempt: event.currentTarget.value || null })}
          data={[
            { value: "", label: t("allAttempts") },
            ...head.attempts.map(({ attempt }) => ({ value: String(attempt), label: t("attemptN", { attempt }) })),
          ]}
        />
      )}
      <Button
        component="a"
        href={fileUrl(runId, "output.log")}
        download
        ml="auto"
        leftSection={<IconDownload size={14} aria-hidden />}
      >
        {t("download")}
      </Button>
    </div>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

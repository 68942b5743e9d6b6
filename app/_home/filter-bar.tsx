"use client";

import { Button, CloseButton, NativeSelect, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconStar, IconStarFilled } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { useLiveState } from "#app/_trpc/live.tsx";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./filter-bar.module.css";
import { STATUS_FILTERS, type StatusFilter } from "./list-input.ts";

type Props = {
  params: URLSearchParams;
  setParams: (changes: Record<string, string | null>) => void;
  allTags: string[];
  total: number;
  /** Which columns the table has. */
  columns: ReactNode;
};

const TYPING_PAUSE_MS = 200;

export function FilterBar({ params, setParams, allTags, total, columns }: Props) {
  const t = useTranslations("runs");
  const format = useFormat();
  const live = useLiveState();
  const [text, setText] = useState(params.get("q") ?? "");
  const search = useDebouncedCallback((q: string) => setParams({ q, page: null }), TYPING_PAUSE_MS);
  const type = (value: string) => {
    setText(value);
    search(value);
  };
  const tag = params.get("tag");
  const isStarred = params.get("starred") !== null;
  return (
    <search className={styles.bar}>
      <TextInput
        className={styles.text}
        leftSection={<IconSearch size={14} aria-hidden />}
        placeholder={t("filter")}
        aria-label={t("filter")}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
        rightSection={text && <CloseButton size={20} aria-label={t("clearFilter")} onClick={() => type("")} />}
      />
      <fieldset className={styles.chips}>
        <legend className={styles.legend}>{t("statusFilter")}</legend>
        {([null, ...Object.keys(STATUS_FILTERS)] as (StatusFilter | null)[]).map((filter) => (
          <UnstyledButton
            key={filter ?? "all"}
            className={styles.chip}
            aria-pressed={params.get("status") === filter}
            onClick={() => setParams({ status: filter, page: null })}
          >
            {t(`statuses.${filter ?? "all"}`)}
          </UnstyledButton>
        ))}
      </fieldset>
      <Button
        aria-pressed={isStarred}
        variant={isStarred ? "light" : "default"}
        leftSection={isStarred ? <IconStarFilled size={13} aria-hidden /> : <IconStar size={13} aria-hidden />}
        onClick={() => setParams({ starred: isStarred ? null : "1", page: null })}
      >
        {t("starred")}
      </Button>
      {(allTags.length > 0 || tag) && (
        <NativeSelect
          aria-label={t("tagFilter")}
          data={[{ value: "", label: t("anyTag") }, ...new Set([...allTags, ...(tag ? [tag] : [])])]}
          value={tag ?? ""}
          onChange={(event) => setParams({ tag: event.currentTarget.value, page: null })}
        />
      )}
      {columns}
      <span className={`${styles.count} numbers`} data-live={live}>
        {t("count", { count: format.count(total) })} · <span className={styles.live}>{t(`live.${live}`)}</span>
      </span>
    </search>
  );
}

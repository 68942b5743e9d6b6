"use client";

import { Combobox, Modal, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import { StatusBadge } from "#app/_ui/status-badge.tsx";
import { PAGES } from "./rail.tsx";
import styles from "./shell.module.css";

/** Ctrl-K: type a few letters of a run or a page, press Enter, be there. */
export function SearchDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations("shell");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="12dvh"
      aria-label={t("search.open")}
    >
      <SearchBox onClose={onClose} />
    </Modal>
  );
}

function SearchBox({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell");
  const trpc = useTRPC();
  const router = useRouter();
  // The list is always in sight; a closed combobox would not take Enter.
  const combobox = useCombobox({ opened: true });
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), 150);
  const runs = useQuery(
    trpc.runs.list.queryOptions({ limit: 8, ...(search && { search }) }, { placeholderData: keepPreviousData }),
  );
  const pages = PAGES.filter(({ key }) => t(`pages.${key}`).toLowerCase().includes(text.trim().toLowerCase()));
  const rows = runs.data?.rows;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the first option is chosen anew whenever the options change
  useEffect(() => {
    combobox.selectFirstOption();
  }, [rows, pages.length]);

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(href) => {
        router.push(href);
        onClose();
      }}
    >
      <Combobox.EventsTarget>
        <TextInput
          data-autofocus
          size="md"
          variant="unstyled"
          px={12}
          leftSection={<IconSearch size={16} aria-hidden />}
          placeholder={t("search.prompt")}
          aria-label={t("search.prompt")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Combobox.EventsTarget>
      <Combobox.Options className={styles.results} style={{ borderTop: "1px solid var(--vela-border)" }}>
        {rows && rows.length > 0 && (
          <Combobox.Group label={t("pages.runs")}>
            {rows.map((run) => (
              <Combobox.Option key={run.id} value={`/runs/${run.id}`}>
                <span style={{ display: "flex", justifyContent: "space-between", gap: 12 }}>
                  {run.name} <StatusBadge status={run.status} />
                </span>
              </Combobox.Option>
            ))}
          </Combobox.Group>
        )}
        {pages.length > 0 && (
          <Combobox.Group label={t("pagesLabel")}>
            {pages.map(({ key, href }) => (
              <Combobox.Option key={href} value={href}>
                {t(`pages.${key}`)}
              </Combobox.Option>
            ))}
          </Combobox.Group>
        )}
        {rows?.length === 0 && pages.length === 0 && <Combobox.Empty>{t("search.nothing", { text })}</Combobox.Empty>}
      </Combobox.Options>
    </Combobox>
  );
}

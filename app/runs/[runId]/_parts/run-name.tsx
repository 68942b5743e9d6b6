"use client";

import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { useRunActions } from "#app/_trpc/use-run-actions.ts";
import styles from "./run-header.module.css";

/** The run's name; the pencil turns it into a box. Enter keeps, Escape leaves it as it was. */
export function RunName({ run }: { run: RunDetail }) {
  const t = useTranslations("run");
  const { update } = useRunActions();
  const [draft, setDraft] = useState<string | null>(null);
  const save = () => {
    const name = draft?.trim() ?? "";
    setDraft(null);
    if (name !== "" && name !== run.name) update.mutate({ id: run.id, name });
  };
  if (draft !== null)
    return (
      <TextInput
        autoFocus
        w={320}
        maxLength={200}
        aria-label={t("rename")}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter") save();
          if (event.key === "Escape") setDraft(null);
        }}
      />
    );
  return (
    <div className={styles.name}>
      <h1 className={styles.title}>{update.isPending ? (update.variables.name ?? run.name) : run.name}</h1>
      <Tooltip label={t("rename")}>
        <ActionIcon aria-label={t("rename")} onClick={() => setDraft(run.name)}>
          <IconPencil size={15} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

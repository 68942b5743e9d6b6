"use client";

import { Button, CloseButton, Popover, TagsInput } from "@mantine/core";
import { IconGitCompare, IconPlayerStop, IconTag, IconTrash } from "@tabler/icons-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { RunRow } from "#app/_trpc/rows.ts";
import { useRunActions } from "#app/_trpc/use-run-actions.ts";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.tsx";
import { canStop, hasEnded } from "#app/_ui/run-state.ts";
import styles from "./bulk-bar.module.css";

type Props = { runs: RunRow[]; allTags: string[]; onClear: () => void };

/** What can be done with the selected runs, all at once. */
export function BulkBar({ runs, allTags, onClear }: Props) {
  const t = useTranslations("runs.bulk");
  const { cancel, remove } = useRunActions();
  const [asking, setAsking] = useState<"stop" | "delete" | null>(null);
  const stoppable = runs.filter(({ status }) => canStop(status));
  const removable = runs.filter(({ status }) => hasEnded(status));
  // The first of a comparison is its baseline.
  const oldestFirst = [...runs].sort((a, b) => a.createdAt - b.createdAt);
  const close = () => setAsking(null);
  return (
    <div className={styles.bar} role="toolbar" aria-label={t("label")}>
      <span className="numbers">{t("selected", { count: runs.length })}</span>
      <Button
        component={Link}
        href={`/compare?runs=${oldestFirst.map(({ id }) => id).join(",")}`}
        variant="filled"
        leftSection={<IconGitCompare size={15} aria-hidden />}
      >
        {t("compare")}
      </Button>
      <TagPopover runs={runs} allTags={allTags} />
      <Button
        disabled={stoppable.length === 0}
        leftSection={<IconPlayerStop size={15} aria-hidden />}
        onClick={() => setAsking("stop")}
      >
        {t("stop")}
      </Button>
      <Button
        disabled={removable.length === 0}
        leftSection={<IconTrash size={15} aria-hidden />}
        onClick={() => setAsking("delete")}
      >
        {t("delete")}
      </Button>
      <CloseButton aria-label={t("clear")} onClick={onClear} />
      <ConfirmDialog
        opened={asking === "stop"}
        onClose={close}
        title={t("stopTitle", { count: stoppable.length })}
        text={t("stopText")}
        action={t("stop")}
        onConfirm={() => {
          for (const { id } of stoppable) cancel.mutate({ id });
          close();
        }}
      />
      <ConfirmDialog
        opened={asking === "delete"}
        onClose={close}
        title={t("deleteTitle", { count: removable.length })}
        text={t("deleteText", { names: removable.map(({ name }) => name).join(", ") })}
        action={t("delete")}
        isDangerous
        onConfirm={() => {
          for (const { id } of removable) remove.mutate({ id });
          close();
          onClear();
        }}
      />
    </div>
  );
}

function TagPopover({ runs, allTags }: { runs: RunRow[]; allTags: string[] }) {
  const t = useTranslations("runs.bulk");
  const { update } = useRunActions();
  const [tags, setTags] = useState<string[]>([]);
  const [isOpen, setOpen] = useState(false);
  const apply = () => {
    for (const { id, tags: old } of runs) update.mutate({ id, tags: [...new Set([...old, ...tags])] });
    setTags([]);
    setOpen(false);
  };
  return (
    <Popover position="top" width={280} trapFocus opened={isOpen} onChange={setOpen}>
      <Popover.Target>
        <Button leftSection={<IconTag size={15} aria-hidden />} onClick={() => setOpen(!isOpen)}>
          {t("tag")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <TagsInput
          label={t("addTags")}
          data={allTags}
          value={tags}
          onChange={setTags}
          comboboxProps={{ withinPortal: false, position: "top" }}
          data-autofocus
        />
        <Button mt={8} variant="filled" disabled={tags.length === 0} onClick={apply}>
          {t("applyTags", { count: runs.length })}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

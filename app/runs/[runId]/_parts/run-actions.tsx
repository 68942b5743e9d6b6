"use client";

import { ActionIcon, Button, Menu } from "@mantine/core";
import {
  IconCopyPlus,
  IconDots,
  IconGitCompare,
  IconPlayerPlay,
  IconPlayerStop,
  IconRepeat,
  IconSkull,
  IconTrash,
} from "@tabler/icons-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { useRunActions } from "#app/_trpc/use-run-actions.ts";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.tsx";
import { canStop, hasEnded } from "#app/_ui/run-state.ts";
import { ResumeDialog } from "./resume-dialog.tsx";
import styles from "./run-header.module.css";

export function RunActions({ run }: { run: RunDetail }) {
  const t = useTranslations("run.actions");
  const router = useRouter();
  const { again, cancel, resume, remove } = useRunActions();
  const runAgain = () => again.mutate({ id: run.id }, { onSuccess: ({ id }) => router.push(`/runs/${id}`) });
  const [asking, setAsking] = useState<"kill" | "delete" | "resume" | null>(null);
  const canResume = hasEnded(run.status) && run.status !== "finished" && !run.remote;
  return (
    <div className={styles.actions}>
      {canStop(run.status) && (
        <Button
          leftSection={<IconPlayerStop size={15} aria-hidden />}
          loading={cancel.isPending}
          onClick={() => (run.status === "stopping" ? setAsking("kill") : cancel.mutate({ id: run.id }))}
        >
          {t(run.remote ? "giveUp" : run.status === "queued" ? "unqueue" : run.status === "stopping" ? "kill" : "stop")}
        </Button>
      )}
      {canResume && (
        <Button
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          loading={resume.isPending}
          onClick={() => setAsking("resume")}
        >
          {t("resume")}
        </Button>
      )}
      {hasEnded(run.status) && !run.remote && (
        <Button leftSection={<IconRepeat size={15} aria-hidden />} loading={again.isPending} onClick={runAgain}>
          {t("again")}
        </Button>
      )}
      {!run.remote && (
        <Button component={Link} href={`/launch?from=${run.id}`} leftSection={<IconCopyPlus size={15} aria-hidden />}>
          {t("clone")}
        </Button>
      )}
      <Button component={Link} href={`/compare?runs=${run.id}`} leftSection={<IconGitCompare size={15} aria-hidden />}>
        {t("compare")}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t("more")}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            disabled={!hasEnded(run.status) || run.remote}
            onClick={() => setAsking("resume")}
          >
            {t("resumeFrom")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconRepeat size={15} aria-hidden />}
            disabled={run.remote || again.isPending}
            onClick={runAgain}
          >
            {t("again")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconSkull size={15} aria-hidden />}
            disabled={!canStop(run.status) || run.status === "queued" || run.remote}
            onClick={() => setAsking("kill")}
          >
            {t("kill")}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={15} aria-hidden />}
            disabled={!hasEnded(run.status)}
            onClick={() => setAsking("delete")}
          >
            {t("delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ResumeDialog
        run={run}
        opened={asking === "resume"}
        onClose={() => setAsking(null)}
        onResume={(step) => {
          resume.mutate({ id: run.id, step });
          setAsking(null);
        }}
      />
      <ConfirmDialog
        opened={asking === "kill"}
        onClose={() => setAsking(null)}
        title={t("killTitle", { name: run.name })}
        text={t("killText")}
        action={t("kill")}
        isDangerous
        onConfirm={() => {
          cancel.mutate({ id: run.id, now: true });
          setAsking(null);
        }}
      />
      <ConfirmDialog
        opened={asking === "delete"}
        onClose={() => setAsking(null)}
        title={t("deleteTitle", { name: run.name })}
        text={t("deleteText")}
        action={t("delete")}
        isDangerous
        onConfirm={() => remove.mutate({ id: run.id }, { onSuccess: () => router.push("/") })}
      />
    </div>
  );
}

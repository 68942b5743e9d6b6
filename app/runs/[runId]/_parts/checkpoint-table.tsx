"use client";

import { ActionIcon, Menu, UnstyledButton } from "@mantine/core";
import { IconChevronRight, IconDots, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import type { CheckpointRow, RunDetail } from "#app/_trpc/rows.ts";
import { useRunActions } from "#app/_trpc/use-run-actions.ts";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.tsx";
import { DownloadCheckpoint } from "#app/_ui/download-checkpoint.tsx";
import { MetricCells, MetricHeads } from "#app/_ui/metric-columns.tsx";
import { hasEnded } from "#app/_ui/run-state.ts";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import { useNow } from "#app/_ui/use-now.ts";
import { CheckpointFiles } from "./checkpoint-files.tsx";
import { metricColumns } from "./metric-columns.ts";

const NOW_EVERY_MS = 10_000;

/** A run's checkpoints with what was measured at each; a row opens to its files. */
export function CheckpointTable({ run, checkpoints }: { run: RunDetail; checkpoints: CheckpointRow[] }) {
  const t = useTranslations("checkpoints");
  const format = useFormat();
  const now = useNow(NOW_EVERY_MS);
  const [open, setOpen] = useState<number | null>(null);
  const columns = metricColumns(checkpoints);
  return (
    <div className={tables.frame}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t("step")}</th>
            <th scope="col">{t("size")}</th>
            <th scope="col">{t("time")}</th>
            <MetricHeads keys={columns} />
            <th scope="col">
              <span className={tables.hidden}>{t("actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {checkpoints.map((checkpoint) => (
            <Fragment key={checkpoint.step}>
              <tr>
                <th scope="row">
                  <UnstyledButton
                    className={tables.opener}
                    aria-expanded={open === checkpoint.step}
                    onClick={() => setOpen(open === checkpoint.step ? null : checkpoint.step)}
                  >
                    <IconChevronRight size={14} aria-hidden />
                    {format.count(checkpoint.step)}
                    {!checkpoint.complete && <span className={tables.bad}> {t("incomplete")}</span>}
                  </UnstyledButton>
                </th>
                <td>{format.bytes(checkpoint.bytes)}</td>
                <td title={format.dateTime(checkpoint.time)} className={tables.dim}>
                  {format.ago(checkpoint.time, now)}
                </td>
                <MetricCells keys={columns} values={checkpoint.metrics} />
                <td className={tables.actions}>
                  <DownloadCheckpoint runId={run.id} checkpoint={checkpoint} />
                  <CheckpointMenu run={run} checkpoint={checkpoint} />
                </td>
              </tr>
              {open === checkpoint.step && (
                <tr>
                  <td colSpan={4 + columns.length} className={tables.opened}>
                    <CheckpointFiles runId={run.id} checkpoint={checkpoint} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CheckpointMenu({ run, checkpoint }: { run: RunDetail; checkpoint: CheckpointRow }) {
  const t = useTranslations("checkpoints");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { resume } = useRunActions();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation(
    trpc.checkpoints.remove.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.checkpoints.pathFilter()),
    }),
  );
  const ref = { runId: run.id, step: checkpoint.step };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("more", { step: checkpoint.step })}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            disabled={!hasEnded(run.status) || !checkpoint.complete}
            onClick={() => resume.mutate({ id: run.id, step: checkpoint.step })}
          >
            {t("resume")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={() => setAsking(true)}>
            {t("delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t("deleteTitle", { step: checkpoint.step })}
        text={t("deleteText", { name: run.name })}
        action={t("delete")}
        isDangerous
        onConfirm={() => {
          remove.mutate(ref);
          setAsking(false);
        }}
      />
    </>
  );
}

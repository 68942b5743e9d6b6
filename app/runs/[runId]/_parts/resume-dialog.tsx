"use client";

import { Button, Group, Modal, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";
import { Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { useFormat } from "#app/_ui/use-format.ts";

type Props = {
  run: RunDetail;
  opened: boolean;
  onClose: () => void;
  /** Undefined: from the newest checkpoint. */
  onResume: (step: number | undefined) => void;
};

/** From which checkpoint a run goes on. */
export function ResumeDialog({ run, opened, onClose, onResume }: Props) {
  const t = useTranslations("run.actions");
  const common = useTranslations("common");
  const format = useFormat();
  const trpc = useTRPC();
  const steps = useQuery(trpc.runs.resumeSteps.queryOptions({ id: run.id }, { enabled: opened, staleTime: 0 }));
  const [chosen, setChosen] = useState("");
  const found = steps.data;
  const isKnown = found?.some((step) => String(step) === chosen) ?? false;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("resumeTitle", { name: run.name })}
      centered
      size={440}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {steps.isError && !found ? (
        <Failed what={t("resumeFailed")} error={steps.error} onRetry={() => steps.refetch()} />
      ) : !found ? (
        <RowsSkeleton rows={2} />
      ) : found.length === 0 ? (
        <p>{t("resumeNone")}</p>
      ) : (
        <>
          <NativeSelect
            label={t("checkpoint")}
            value={isKnown ? chosen : ""}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={found.map((step, i) => ({
              // The newest by name: one that is written until then counts too.
              value: i === 0 ? "" : String(step),
              label: t(i === 0 ? "resumeNewest" : "resumeStep", { step: format.count(step) }),
            }))}
          />
          <p style={{ marginTop: 8, color: "var(--vela-dim)" }}>{t("resumeText", { attempt: run.attempt + 1 })}</p>
        </>
      )}
      <Group justify="flex-end" gap={8} mt={16}>
        <Button onClick={onClose}>{common("cancel")}</Button>
        <Button
          variant="filled"
          disabled={!found || found.length === 0}
          onClick={() => onResume(isKnown ? Number(chosen) : undefined)}
        >
          {t("resume")}
        </Button>
      </Group>
    </Modal>
  );
}

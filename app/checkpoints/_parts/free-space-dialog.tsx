"use client";

import { Button, Group, Modal } from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useText } from "#app/_i18n/use-text.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RemovalPlan, RemovedMany } from "#app/_trpc/rows.ts";
import { Failed, RowsSkeleton } from "#app/_ui/states.tsx";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./free-space.module.css";
import { PlannedTable } from "./planned-table.tsx";
import { FIRST_RULES, RetentionRules, readRules } from "./retention-rules.tsx";

const TYPING_PAUSE_MS = 300;

type Props = { opened: boolean; onClose: () => void; metrics: readonly string[] };

/** Rules for what stays, a list of what would go, and a button that deletes that list. */
export function FreeSpaceDialog({ opened, onClose, metrics }: Props) {
  const t = useTranslations("checkpoints.free");
  const common = useTranslations("common");
  const isPhone = useMediaQuery("(max-width: 640px)");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("title")}
      size={760}
      fullScreen={isPhone ?? false}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <FreeSpace onClose={onClose} metrics={metrics} />
    </Modal>
  );
}

function FreeSpace({ onClose, metrics }: Omit<Props, "opened">) {
  const t = useTranslations("checkpoints.free");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const format = useFormat();
  const [edits, setEdits] = useState(FIRST_RULES);
  const [settled] = useDebouncedValue(edits, TYPING_PAUSE_MS);
  const rules = useMemo(() => readRules(settled), [settled]);
  const plan = useQuery(
    trpc.checkpoints.plan.queryOptions(rules ? { rules } : skipToken, {
      staleTime: 0,
      gcTime: 0,
      placeholderData: keepPreviousData,
    }),
  );
  const removal = useMutation(
    trpc.checkpoints.removeMany.mutationOptions({
      onSettled: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.checkpoints.pathKey() });
        await queryClient.invalidateQueries({ queryKey: trpc.system.info.pathKey() });
      },
    }),
  );
  // What is deleted is what is shown: not while newer rules, or an answer to them, are on their way.
  const isSettled = settled === edits && rules !== null && !plan.isPlaceholderData && !plan.isFetching;
  const count = plan.data?.checkpoints.length ?? 0;
  const size = format.bytes(plan.data?.bytes);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isSettled && plan.data && count > 0 && !removal.isPending)
          removal.mutate({ rules, checkpoints: plan.data.checkpoints });
      }}
    >
      <p className={styles.about}>{t("about")}</p>
      <RetentionRules edits={edits} onEdits={setEdits} metrics={metrics} />
      <div aria-live="polite">
        {removal.data && <Done done={removal.data} planned={removal.variables.checkpoints} />}
        <Preview plan={plan} size={size} />
      </div>
      <Group justify="flex-end" gap={8} mt={16}>
        <Button onClick={onClose}>{common("close")}</Button>
        <Button
          type="submit"
          variant="filled"
          color="red"
          disabled={!isSettled || count === 0}
          loading={removal.isPending}
        >
          {t("delete", { count, size })}
        </Button>
      </Group>
    </form>
  );
}

type Asked = {
  data?: RemovalPlan | undefined;
  isError: boolean;
  error: { message: string } | null;
  refetch: () => unknown;
};

function Preview({ plan, size }: { plan: Asked; size: string }) {
  const t = useTranslations("checkpoints.free");
  if (plan.isError && plan.error)
    return <Failed what={t("failed")} error={plan.error} onRetry={() => void plan.refetch()} />;
  if (!plan.data) return <RowsSkeleton rows={4} />;
  const { checkpoints } = plan.data;
  if (checkpoints.length === 0) return <p className={styles.sum}>{t("nothing")}</p>;
  return (
    <>
      <p className={styles.sum}>{t("sum", { count: checkpoints.length, size })}</p>
      <PlannedTable checkpoints={checkpoints} />
    </>
  );
}

function Done({ done, planned }: { done: RemovedMany; planned: { runId: string; runName?: string }[] }) {
  const t = useTranslations("checkpoints.free");
  const text = useText();
  const format = useFormat();
  const nameOf = (id: string) => planned.find(({ runId }) => runId === id)?.runName ?? id;
  return (
    <div className={styles.done}>
      <p>{t("done", { count: done.removed.length, size: format.bytes(done.bytes) })}</p>
      {done.left.length > 0 && (
        <>
          <p>{t("left", { count: done.left.length })}</p>
          <ul className={styles.left}>
            {done.left.map(({ runId, step, why }) => (
              <li key={`${runId} ${step}`}>
                {t("leftRow", { step: format.count(step), run: nameOf(runId), why: text(why) })}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

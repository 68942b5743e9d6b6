import { useSortable } from "@dnd-kit/react/sortable";
import { ActionIcon, NumberInput } from "@mantine/core";
import { IconGripVertical, IconPlayerPause, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { RunRow } from "#app/_trpc/rows.ts";
import { useRunActions } from "#app/_trpc/use-run-actions.ts";
import { HoverLink } from "#app/_ui/hover-link.tsx";
import { RunDot } from "#app/_ui/run-dot.tsx";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./queue.module.css";

type Props = { run: RunRow; index: number; gpus: number; now: number };
const MOST = 100;

/** One waiting run: its place, what it waits for, and what can be done about it. */
export function WaitingRun({ run, index, gpus, now }: Props) {
  const t = useTranslations("queue");
  const format = useFormat();
  const { update, cancel } = useRunActions();
  const { ref, handleRef, isDragging } = useSortable({ id: run.id, index });
  const waitsMs = run.notBefore === null ? 0 : run.notBefore - now;
  const why = [
    run.held && t("held"),
    run.gpusNeeded > 0 && t(run.gpusNeeded > gpus ? "tooManyGpus" : "needsGpus", { needed: run.gpusNeeded, gpus }),
    waitsMs > 0 && t("retryIn", { time: format.duration(Math.ceil(waitsMs / 1000)), retries: run.retries }),
    run.failure !== null && run.endReason,
  ].filter(Boolean);
  return (
    <li ref={ref} className={styles.row} data-dragging={isDragging || undefined} data-held={run.held || undefined}>
      <button type="button" ref={handleRef} className={styles.grip} aria-label={t("move", { name: run.name })}>
        <IconGripVertical size={15} aria-hidden />
      </button>
      <span className={`${styles.place} numbers`}>{run.position ?? index + 1}</span>
      <HoverLink href={`/runs/${run.id}`} className={styles.name}>
        <RunDot runId={run.id} /> {run.name}
      </HoverLink>
      <span className={styles.why}>{why.join(" · ")}</span>
      <NumberInput
        size="xs"
        w={72}
        min={-MOST}
        max={MOST}
        allowDecimal={false}
        aria-label={t("priorityOf", { name: run.name })}
        title={t("priorityHelp")}
        value={run.priority}
        onChange={(priority) => typeof priority === "number" && update.mutate({ id: run.id, priority })}
      />
      <ActionIcon
        aria-label={t(run.held ? "letGo" : "hold", { name: run.name })}
        title={t(run.held ? "letGo" : "hold", { name: run.name })}
        onClick={() => update.mutate({ id: run.id, held: !run.held })}
      >
        {run.held ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />}
      </ActionIcon>
      <ActionIcon
        aria-label={t("cancel", { name: run.name })}
        title={t("cancel", { name: run.name })}
        onClick={() => cancel.mutate({ id: run.id })}
      >
        <IconX size={15} aria-hidden />
      </ActionIcon>
    </li>
  );
}

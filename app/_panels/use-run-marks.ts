import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { Mark } from "#app/_chart/paint-marks.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { RunDetail } from "#app/_trpc/rows.ts";

const LABEL_CHARACTERS = 60;

/** What is marked on every x axis of a run: checkpoints, resumes, notes that name a step. */
export function useRunMarks(run: RunDetail): Mark[] {
  const t = useTranslations("charts.marks");
  const trpc = useTRPC();
  const checkpoints = useQuery(trpc.checkpoints.list.queryOptions({ runId: run.id }));
  const notes = useQuery(trpc.notes.list.queryOptions({ runId: run.id }));
  return useMemo(() => {
    const saved = checkpoints.data?.map(({ step }) => ({
      x: step,
      kind: "checkpoint" as const,
      label: t("checkpoint", { step }),
    }));
    const resumed = run.attempts.flatMap(({ attempt, step }) =>
      attempt === 1 || step === null ? [] : [{ x: step, kind: "resume" as const, label: t("resume", { attempt }) }],
    );
    const remarks = notes.data?.flatMap(({ step, text }) =>
      step === null ? [] : [{ x: step, kind: "note" as const, label: text.slice(0, LABEL_CHARACTERS) }],
    );
    return [...(saved ?? []), ...resumed, ...(remarks ?? [])];
  }, [checkpoints.data, notes.data, run.attempts, t]);
}

"use client";

import { ActionIcon } from "@mantine/core";
import { IconStar, IconStarFilled } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useRunActions } from "#app/_trpc/use-run-actions.ts";

type Props = { run: { id: string; name: string; starred: boolean }; size?: number };

export function StarButton({ run, size = 24 }: Props) {
  const t = useTranslations("common");
  const { update } = useRunActions();
  return (
    <ActionIcon
      size={size}
      aria-pressed={run.starred}
      aria-label={t(run.starred ? "unstar" : "star", { name: run.name })}
      onClick={() => update.mutate({ id: run.id, starred: !run.starred })}
    >
      {run.starred ? (
        <IconStarFilled size={size * 0.62} color="var(--vela-warn)" aria-hidden />
      ) : (
        <IconStar size={size * 0.62} stroke={1.5} aria-hidden />
      )}
    </ActionIcon>
  );
}

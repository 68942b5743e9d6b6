import { Button } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "#app/_trpc/context.ts";
import type { AlertTargetInput } from "#app/_trpc/rows.ts";
import styles from "./alerts.module.css";

/** Sends a test message to a target as it stands here, saved or not, and says what came back. */
export function TestButton({ target, name }: { target: AlertTargetInput | null; name?: string }) {
  const t = useTranslations("alerts.test");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const test = useMutation(
    trpc.alerts.test.mutationOptions({
      meta: { silent: true },
      onSettled: () => queryClient.invalidateQueries(trpc.alerts.deliveries.queryFilter()),
    }),
  );
  return (
    <>
      <Button
        leftSection={<IconSend size={15} aria-hidden />}
        aria-label={name && t("actionFor", { name })}
        disabled={target === null}
        loading={test.isPending}
        onClick={() => target && test.mutate(target)}
      >
        {t("action")}
      </Button>
      <span role="status" className={test.isError ? styles.bad : styles.good}>
        {test.isSuccess && t("taken")}
        {test.isError && test.error.message}
      </span>
    </>
  );
}

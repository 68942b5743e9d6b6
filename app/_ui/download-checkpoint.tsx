import { Button, type ButtonProps } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { archiveUrl } from "./file-url.ts";

type Props = { runId: string; checkpoint: { step: number; path: string } } & Pick<ButtonProps, "size" | "variant">;

/** A whole checkpoint as one archive. */
export function DownloadCheckpoint({ runId, checkpoint, ...look }: Props) {
  const t = useTranslations("checkpoints");
  return (
    <Button
      {...look}
      component="a"
      href={archiveUrl(runId, checkpoint.path)}
      download
      aria-label={t("downloadStep", { step: checkpoint.step })}
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      {t("download")}
    </Button>
  );
}

import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useTranslations } from "use-intl";
import type { AlertSettings, AlertTarget } from "#app/_trpc/rows.ts";
import { TargetForm } from "./target-form.tsx";

type Props = { settings: AlertSettings; edited: AlertTarget | "new" | null; onClose: () => void };

/** The form of a new webhook, or of one that is there. */
export function TargetDialog({ settings, edited, onClose }: Props) {
  const t = useTranslations("alerts.targets");
  const common = useTranslations("common");
  const isPhone = useMediaQuery("(max-width: 640px)");
  return (
    <Modal
      opened={edited !== null}
      onClose={onClose}
      title={edited === "new" ? t("add") : t("edit", { name: edited?.name ?? "" })}
      size={560}
      fullScreen={isPhone ?? false}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {edited && <TargetForm settings={settings} old={edited === "new" ? null : edited} onClose={onClose} />}
    </Modal>
  );
}

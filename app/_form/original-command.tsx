"use client";

import { Alert, Button, Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useText } from "#app/_i18n/use-text.ts";
import { CopyButton } from "#app/_ui/copy-button.tsx";
import { TrainConfig } from "#trainer/contract/config.ts";
import { exportArgs } from "#trainer/contract/original/export-args.ts";
import styles from "./form.module.css";
import { originalCommand } from "./original-command-text.ts";
import { useValueText } from "./use-value-text.ts";

/** A button that shows a config as the command line of the original's script, and what that cannot say. */
export function OriginalCommand({ config }: { config: unknown }) {
  const t = useTranslations("form.original");
  const common = useTranslations("common");
  const isPhone = useMediaQuery("(max-width: 640px)");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="subtle" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t("show")}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t("title")}
        size={680}
        fullScreen={isPhone ?? false}
        closeButtonProps={{ "aria-label": common("close") }}
      >
        <CommandAndLosses config={config} />
      </Modal>
    </>
  );
}

function CommandAndLosses({ config }: { config: unknown }) {
  const t = useTranslations("form.original");
  const common = useTranslations("common");
  const text = useText();
  const valueText = useValueText();
  const parsed = TrainConfig.safeParse(config);
  if (!parsed.success)
    return (
      <Alert color="red" p={8} title={t("invalid")}>
        {parsed.error.issues[0]?.message}
      </Alert>
    );
  const { script, args, lost } = exportArgs(parsed.data);
  const command = originalCommand(script, args);
  return (
    <div className={styles.original}>
      <p className={styles.groupNote}>{t("about")}</p>
      <div className={styles.command}>
        <pre>{command}</pre>
        <CopyButton value={command} label={common("copyCommand")} />
      </div>
      <h3 className={styles.lostTitle}>{t("lost", { count: lost.length })}</h3>
      <ul className={styles.lost}>
        {lost.map(({ path, value, reason }) => (
          <li key={`${path} ${reason.en}`}>
            <code>
              {path} = {valueText(value)}
            </code>{" "}
            <span>{text(reason)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

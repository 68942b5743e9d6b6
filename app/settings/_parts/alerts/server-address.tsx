import { Button, TextInput } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { AlertSettings } from "#app/_trpc/rows.ts";
import styles from "./alerts.module.css";
import { useSaveAlerts } from "./use-save.ts";

/** Where people reach this server: what links in messages begin with. */
export function ServerAddress({ settings }: { settings: AlertSettings }) {
  const t = useTranslations("alerts.address");
  const isMounted = useMounted();
  const { save, isPending } = useSaveAlerts(settings);
  const [address, setAddress] = useState(settings.address ?? "");
  const trimmed = address.trim();
  const isBad = trimmed !== "" && !/^https?:\/\/[^/\s]+/.test(trimmed);
  const isChanged = trimmed !== (settings.address ?? "");
  return (
    <form
      className={styles.address}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBad && isChanged) save({ address: trimmed === "" ? null : trimmed });
      }}
    >
      <TextInput
        aria-label={t("title")}
        description={t("about")}
        inputWrapperOrder={["input", "description", "error"]}
        type="url"
        placeholder={isMounted ? window.location.origin : ""}
        error={isBad && t("bad")}
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <Button type="submit" disabled={isBad || !isChanged} loading={isPending}>
        {t("save")}
      </Button>
    </form>
  );
}

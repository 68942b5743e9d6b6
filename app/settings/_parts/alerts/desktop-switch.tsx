import { Switch } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { type DesktopState, desktopState, useDesktopChoice } from "#app/_alerts/desktop-choice.ts";
import styles from "./alerts.module.css";

/** Notifications of this browser, and what stands in their way. */
export function DesktopSwitch() {
  const t = useTranslations("alerts.desktop");
  // What the browser allows is known in the browser alone.
  const isMounted = useMounted();
  const [isWanted, choose] = useDesktopChoice();
  const [asked, setAsked] = useState<DesktopState | null>(null);
  const state = isMounted ? (asked ?? desktopState()) : "default";
  const isBarred = state === "unsupported" || state === "insecure" || state === "denied";
  const change = async (wanted: boolean) => {
    if (!wanted) return choose(false);
    const permission = await Notification.requestPermission();
    setAsked(permission);
    choose(permission === "granted");
  };
  return (
    <>
      <Switch
        label={t("switch")}
        checked={isMounted && isWanted && state === "granted"}
        disabled={isBarred}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
      <p className={styles.dim}>{t(isBarred ? state : "about")}</p>
    </>
  );
}

"use client";

import { useLocalStorage } from "@mantine/hooks";

const KEY = "vela-desktop-alerts";

/** Whether this browser's user wants to be told, and how that is kept. */
export function useDesktopChoice(): [isWanted: boolean, choose: (isWanted: boolean) => void] {
  const [choice, setChoice] = useLocalStorage<"on" | "off">({
    key: KEY,
    defaultValue: "off",
    serialize: (value) => value,
    deserialize: (value) => (value === "on" ? "on" : "off"),
  });
  return [choice === "on", (isWanted) => setChoice(isWanted ? "on" : "off")];
}

export type DesktopState = "unsupported" | "insecure" | NotificationPermission;

/** What this browser allows. Browsers show notifications for https and for this machine's own pages alone. */
export function desktopState(): DesktopState {
  if (!window.isSecureContext) return "insecure";
  return "Notification" in window ? Notification.permission : "unsupported";
}

/** Whether alerts are shown here: a hidden tab has to listen for them. */
export function areDesktopAlertsOn(): boolean {
  try {
    return localStorage.getItem(KEY) === "on" && desktopState() === "granted";
  } catch {
    return false; // A browser that keeps nothing has kept no choice.
  }
}

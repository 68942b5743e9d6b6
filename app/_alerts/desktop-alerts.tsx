"use client";

import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useText } from "#app/_i18n/use-text.ts";
import type { LiveAlert } from "#app/_trpc/rows.ts";
import { listenToAlerts } from "./alert-bus.ts";
import { areDesktopAlertsOn } from "./desktop-choice.ts";

/** Shows alerts to those who asked for them: on the desktop, or in the page while it is being used. */
export function DesktopAlerts() {
  const text = useText();
  const router = useRouter();
  useEffect(() => {
    const open = ({ run }: LiveAlert) => router.push(run ? `/runs/${run.id}` : "/queue");
    return listenToAlerts((alerts) => {
      if (!areDesktopAlertsOn()) return;
      for (const alert of alerts) {
        const said = text(alert.text);
        if (document.hasFocus() || !showOnDesktop(alert, said, () => open(alert)))
          notifications.show({ id: `alert-${alert.id}`, message: said, autoClose: 15_000 });
      }
    });
  }, [text, router]);
  return null;
}

/** False where the browser does not do it after all: on Android only a service worker may. */
function showOnDesktop({ id }: LiveAlert, body: string, onOpen: () => void): boolean {
  try {
    // Several tabs say the same: the tag makes one of it.
    const shown = new Notification("Vela", { body, tag: `vela-alert-${id}` });
    shown.onclick = () => {
      window.focus();
      onOpen();
      shown.close();
    };
    return true;
  } catch {
    return false;
  }
}

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
        if (document.hasFocus()) {
          notifications.show({ id: `alert-${alert.id}`, message: text(alert.text), autoClose: 15_000 });
          continue;
        }
        // Several tabs say the same: the tag makes one of it.
        const shown = new Notification("Vela", { body: text(alert.text), tag: `vela-alert-${alert.id}` });
        shown.onclick = () => {
          window.focus();
          open(alert);
          shown.close();
        };
      }
    });
  }, [text, router]);
  return null;
}

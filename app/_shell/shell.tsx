import type { ReactNode } from "react";
import { DesktopAlerts } from "#app/_alerts/desktop-alerts.tsx";
import { DiskBanner } from "./disk-banner.tsx";
import { QueueBanner } from "./queue-banner.tsx";
import { Rail } from "./rail.tsx";
import styles from "./shell.module.css";
import { SkipLink } from "./skip-link.tsx";
import { TopBar } from "./top-bar.tsx";

/** The frame of every page: rail, top bar, content. On a phone the rail is the bottom bar. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <div className={styles.shell}>
      <DesktopAlerts />
      <SkipLink />
      <Rail />
      <TopBar />
      <DiskBanner />
      <main id="content" className={styles.content} tabIndex={-1}>
        <QueueBanner />
        {children}
      </main>
    </div>
  );
}

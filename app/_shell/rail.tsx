"use client";

import {
  IconAdjustmentsHorizontal,
  IconDatabase,
  IconDeviceFloppy,
  IconGitCompare,
  IconList,
  IconRocket,
  IconSettings,
  IconStack2,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { SailMark } from "./sail-mark.tsx";
import styles from "./shell.module.css";

export const PAGES = [
  { key: "runs", href: "/", Icon: IconList },
  { key: "launch", href: "/launch", Icon: IconRocket },
  { key: "queue", href: "/queue", Icon: IconStack2 },
  { key: "sweeps", href: "/sweeps", Icon: IconAdjustmentsHorizontal },
  { key: "compare", href: "/compare", Icon: IconGitCompare },
  { key: "checkpoints", href: "/checkpoints", Icon: IconDeviceFloppy },
  { key: "data", href: "/data", Icon: IconDatabase },
  { key: "settings", href: "/settings", Icon: IconSettings },
] as const;

export function Rail() {
  const t = useTranslations("shell");
  const path = usePathname();
  return (
    <nav className={styles.rail} aria-label={t("pagesLabel")}>
      <Link href="/" className={styles.brand} aria-label={t("home")}>
        <SailMark />
      </Link>
      {PAGES.map(({ key, href, Icon }) => (
        <Link key={key} href={href} className={styles.link} aria-current={isHere(href, path) ? "page" : undefined}>
          <Icon size={19} stroke={1.6} aria-hidden />
          <span className={styles.linkName}>{t(`pages.${key}`)}</span>
        </Link>
      ))}
    </nav>
  );
}

function isHere(href: string, path: string): boolean {
  if (href === "/") return path === "/" || path.startsWith("/runs");
  return path.startsWith(href);
}

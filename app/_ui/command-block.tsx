"use client";

import { useTranslations } from "use-intl";
import styles from "./command-block.module.css";
import { CopyButton } from "./copy-button.tsx";

/** A command as it would be typed into a shell, with a button that copies it. */
export function CommandBlock({ command }: { command: string[] }) {
  const t = useTranslations("common");
  const line = command.map(quoteForShell).join(" ");
  return (
    <div className={styles.block}>
      <code className={styles.code}>{line}</code>
      <CopyButton value={line} label={t("copyCommand")} />
    </div>
  );
}

/** POSIX shells: words of harmless characters stay bare, all others stand in single quotes. */
export function quoteForShell(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

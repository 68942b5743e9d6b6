"use client";

import { useTranslations } from "use-intl";
import styles from "./shell.module.css";

/** The first stop of the Tab key: past the rail and the top bar. */
export function SkipLink() {
  const t = useTranslations("shell");
  return (
    <a href="#content" className={styles.skip}>
      {t("skip")}
    </a>
  );
}

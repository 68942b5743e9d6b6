"use client";

import { useTranslations } from "use-intl";
import type { Difference } from "#app/_form/differences.ts";
import { useValueText } from "#app/_form/use-value-text.ts";
import { useText } from "#app/_i18n/use-text.ts";
import styles from "./launch.module.css";

/** Old → new, one line a field. */
export function Changes({ changes }: { changes: Difference[] }) {
  const t = useTranslations("launch");
  const text = useText();
  const valueText = useValueText();
  if (changes.length === 0) return <p className={styles.dim}>{t("noChanges")}</p>;
  return (
    <ul className={styles.changes}>
      {changes.map(({ field, path, before, after }) => (
        <li key={path}>
          <span title={path}>{text(field.label)}</span>
          <span className="numbers">
            <del className={styles.old}>{valueText(before)}</del>
            {" → "}
            <ins className={styles.new}>{valueText(after)}</ins>
          </span>
        </li>
      ))}
    </ul>
  );
}

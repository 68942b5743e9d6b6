"use client";

import { useTranslations } from "use-intl";
import type { Difference } from "#app/_form/differences.ts";
import { useText } from "#app/_i18n/use-text.ts";
import type { ImportedArgs } from "#trainer/contract/original/import-args.ts";
import { Changes } from "./changes.tsx";
import styles from "./launch.module.css";

type Props = { imported: Pick<ImportedArgs, "unmapped" | "notes">; changes: Difference[] };

/** What a command line became: fields that leave the defaults, what was left out and why, what was concluded. */
export function ImportedSummary({ imported: { unmapped, notes }, changes }: Props) {
  const t = useTranslations("launch.import");
  const text = useText();
  return (
    <div className={styles.imported}>
      <section>
        <h3 className={styles.blockTitle}>{t("understood", { count: changes.length })}</h3>
        {changes.length > 0 && <Changes changes={changes} />}
      </section>
      {unmapped.length > 0 && (
        <section>
          <h3 className={styles.blockTitle}>{t("leftOut", { count: unmapped.length })}</h3>
          <ul className={styles.reasons}>
            {unmapped.map(({ flag, value, reason }) => (
              <li key={flag}>
                <code>{`--${flag}${value === "" ? "" : ` ${value}`}`}</code> <span>{text(reason)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3 className={styles.blockTitle}>{t("concluded")}</h3>
        <ul className={styles.reasons}>
          {notes.map((note) => (
            <li key={note.en}>{text(note)}</li>
          ))}
        </ul>
      </section>
    </div>
  );
}

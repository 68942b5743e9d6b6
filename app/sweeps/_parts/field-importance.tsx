import { useTranslations } from "use-intl";
import type { SweepDetail } from "#app/_trpc/rows.ts";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./sweeps.module.css";

/** Below this the forest knows little of what it says. */
const WEAK = 0.3;

/** How much each field matters to the objective, and which way it goes. */
export function FieldImportance({ importance }: Pick<SweepDetail, "importance">) {
  const t = useTranslations("sweeps.importance");
  const format = useFormat();
  const { runs, least, explained, fields } = importance;
  if (fields.length === 0) return <p className={styles.dim}>{t("few", { runs, least })}</p>;
  return (
    <>
      <ul className={styles.importance}>
        {fields.map(({ path, share, correlation }) => (
          <li key={path}>
            <span className={styles.fieldName} title={path}>
              {path.split(".").at(-1)}
            </span>
            <span className="numbers">{format.percent(share)}</span>
            <span
              className={styles.track}
              role="img"
              aria-label={t("share", { field: path, share: format.percent(share) })}
            >
              <span style={{ width: `${share * 100}%` }} />
            </span>
            {correlation !== null && (
              <span className={`${styles.dim} numbers`}>
                {t(correlation < 0 ? "down" : "up", { correlation: correlation.toFixed(2) })}
              </span>
            )}
          </li>
        ))}
      </ul>
      <p className={styles.dim}>
        {explained === null
          ? t("unexplained", { runs })
          : t("explained", { runs, share: format.percent(Math.max(0, explained)) })}
        {explained !== null && explained < WEAK && ` ${t("weak")}`}
      </p>
    </>
  );
}

import { useTranslations } from "use-intl";
import type { RemovalPlan } from "#app/_trpc/rows.ts";
import { RunDot } from "#app/_ui/run-dot.tsx";
import tables from "#app/_ui/table.module.css";
import { useFormat } from "#app/_ui/use-format.ts";
import styles from "./free-space.module.css";

/** Every checkpoint that would go. */
export function PlannedTable({ checkpoints }: Pick<RemovalPlan, "checkpoints">) {
  const t = useTranslations("checkpoints");
  const format = useFormat();
  return (
    // Reached with Tab, so that the arrow keys scroll it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={`${tables.frame} ${styles.list}`} aria-label={t("title")} tabIndex={0}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t("run")}</th>
            <th scope="col">{t("step")}</th>
            <th scope="col">{t("size")}</th>
            <th scope="col">{t("time")}</th>
          </tr>
        </thead>
        <tbody>
          {checkpoints.map(({ runId, runName, step, bytes, time }) => (
            <tr key={`${runId} ${step}`}>
              <th scope="row">
                <RunDot runId={runId} /> {runName}
              </th>
              <td>{format.count(step)}</td>
              <td>{format.bytes(bytes)}</td>
              <td className={tables.dim}>{format.dateTime(time)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

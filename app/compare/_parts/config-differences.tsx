"use client";

import { Switch } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { isSame } from "#app/_form/differences.ts";
import { useValueText } from "#app/_form/use-value-text.ts";
import { Panel } from "#app/_ui/panel.tsx";
import { RunDot } from "#app/_ui/run-dot.tsx";
import tables from "#app/_ui/table.module.css";
import styles from "./compare.module.css";
import type { ComparedRun } from "./compared-run.ts";
import { diffConfigs } from "./diff-configs.ts";

/** Where the configs part; what departs from the baseline is strong. */
export function ConfigDifferences({ runs, baseline }: { runs: ComparedRun[]; baseline: ComparedRun }) {
  const t = useTranslations("compare.config");
  const valueText = useValueText();
  const [isAll, setAll] = useState(false);
  const rows = useMemo(() => diffConfigs(runs.map(({ fullConfig }) => fullConfig)), [runs]);
  const differing = rows.filter(({ differs }) => differs);
  const shown = isAll ? rows : differing;
  const base = runs.indexOf(baseline);
  return (
    <Panel
      title={t("title", { count: differing.length, total: rows.length })}
      flush
      actions={<Switch label={t("all")} checked={isAll} onChange={(event) => setAll(event.currentTarget.checked)} />}
    >
      {shown.length === 0 ? (
        <p className={styles.nothing}>{t("same")}</p>
      ) : (
        <div className={styles.scroller}>
          <table className={tables.table}>
            <thead>
              <tr>
                <th scope="col">{t("path")}</th>
                {runs.map((run) => (
                  <th key={run.id} scope="col" className={styles.runColumn} title={run.name}>
                    <RunDot runId={run.id} /> {run.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map(({ path, values }) => (
                <tr key={path}>
                  <th scope="row" className={styles.path}>
                    {path}
                  </th>
                  {values.map((value, i) => (
                    <td key={runs[i]!.id} className={isSame(value, values[base]) ? tables.dim : styles.strong}>
                      {valueText(value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
